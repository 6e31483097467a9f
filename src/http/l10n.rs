//! Localisation: the texts of `static/locales`, which the client reads too.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static TEXTS = {
        locales: "./static/locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static KNOWN: [LanguageIdentifier; 2] = [langid!("en"), langid!("it")];

/// A supported language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(LanguageIdentifier);

impl Language {
    /// The language of `?lang=` in the address, else the browser's preferred one.
    pub fn of(request: &HttpRequest) -> Self {
        let query = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let query = query.map(actix_web::web::Query::into_inner).unwrap_or_else(|_| Vec::new());
        let requested = query.iter().find(|(name, _)| name == "lang");
        if let Some(language) = requested.and_then(|(_, lang)| KNOWN.iter().find(|known| known.to_string() == *lang)) {
            return Self(language.clone());
        }
        let preferred = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let preferred = parse_accepted_languages(preferred);
        let chosen = negotiate_languages(&preferred, &KNOWN, Some(&ENGLISH), NegotiationStrategy::Lookup);
        Self(chosen.first().map_or(&ENGLISH, |language| *language).clone())
    }

    /// Language tag, as in `lang="it"`.
    pub fn tag(&self) -> String {
        self.0.to_string()
    }

    /// The text of a message without parameters.
    pub fn text(&self, key: &str) -> String {
        TEXTS.lookup(&self.0, key)
    }

    /// The text of a message with parameters.
    pub fn text_with<const N: usize>(&self, key: &str, parameters: [(&'static str, &str); N]) -> String {
        let parameters = parameters.map(|(name, value)| (Cow::Borrowed(name), FluentValue::from(value)));
        TEXTS.lookup_with_args(&self.0, key, &HashMap::from(parameters))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn parameters_are_part_of_the_text() {
        let texts = KNOWN.iter().map(|language| {
            let language = Language(language.clone());
            language.text_with("error-origin-seen", [("origin", "https://a.test"), ("own", "10.0.0.1:80")])
        });
        texts.for_each(|text| assert!(text.contains("https://a.test") && text.contains("10.0.0.1:80"), "{text}"));
    }

    #[test]
    fn the_address_overrides_the_browser() {
        let ask = |path: &str, accept: &str| {
            let request = TestRequest::with_uri(path).insert_header((ACCEPT_LANGUAGE, accept)).to_http_request();
            Language::of(&request).tag()
        };
        assert_eq!(ask("/", "it-IT,it;q=0.9,en;q=0.8"), "it");
        assert_eq!(ask("/?lang=en", "it"), "en");
        assert_eq!(ask("/?lang=%22%3E", "it"), "it");
        assert_eq!(ask("/", "ja"), "en");
        assert_eq!(ask("/", ""), "en");
    }
}
