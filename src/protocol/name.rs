//! Display names of people.

use crate::board::limits;

/// Removes invisible characters and direction marks, and cuts the name to 40 code points. Empty if no readable
/// character is left.
pub(super) fn visible_name(name: &str) -> String {
    let visible: String = name.chars().filter(|&c| !is_invisible(c)).collect();
    let short: String = visible.trim().chars().take(limits::NAME).collect();
    if short.chars().all(is_blank) { String::new() } else { short }
}

/// Whether it is a control character, a direction mark or an invisible character. Joiners, variation selectors and
/// the tags of flags are kept, because they shape their neighbours.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e001f}' | '\u{e0080}'..='\u{e0fff}')
}

/// Whether a character shows nothing by itself.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{2800}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // [D8] A name is readable and does not change the text around it.
    #[test]
    fn names_are_visible() {
        assert_eq!(visible_name("  Anna\u{202e} Rossi\u{200b}\n"), "Anna Rossi");
        let late = format!("{}a", "\u{2800}".repeat(limits::NAME));
        for nothing in [&late, "", " ", "\u{200b}", "\u{3164}", "\u{202e}\u{2066}", "\u{200d}\u{fe0f}", "\u{2800}"] {
            assert_eq!(visible_name(nothing), "", "{nothing:?}");
        }
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        assert_eq!(visible_name(family), family);
        assert_eq!(visible_name(&"x".repeat(99)).len(), limits::NAME);
    }
}
