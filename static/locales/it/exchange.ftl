### Copies of the board as files, on paper and on the clipboard. Loaded on use.

exchange-title = Salva una copia
exchange-what = Quale parte
exchange-board = Tutta la lavagna
exchange-this-page = Questa pagina
exchange-selection = Selezione
exchange-page = Pagina { $number }
exchange-as = Come
exchange-png = Immagine
exchange-svg = Disegno
exchange-pdf = PDF, stampa
exchange-scale = Dimensione
exchange-background = Sfondo
exchange-paper = Carta
exchange-none = Nessuno
exchange-pixels = PNG, { $width } × { $height } pixel.
exchange-files = { $count } immagini PNG, una per pagina.
exchange-reduced = { $scale }× ha troppi pixel per un browser. La copia è a { $most }.
exchange-svg-note =
    { $count ->
        [one] SVG, nitido a ogni dimensione.
       *[other] { $count } disegni SVG, nitidi a ogni dimensione.
    }
exchange-sheets =
    { $count ->
        [one] Un foglio. Il browser lo stampa o lo salva come PDF.
       *[other] { $count } fogli. Il browser li stampa o li salva come PDF.
    }
exchange-empty = Qui non c’è ancora niente.
exchange-loading = La lavagna si sta ancora caricando. Riprova tra un momento.
exchange-save = Scarica
exchange-print = Stampa o salva come PDF
exchange-share = Condividi
exchange-cancel = Annulla
exchange-working = La copia è in preparazione
exchange-failed = Non è stato possibile creare la copia: questo dispositivo ha troppo poca memoria. Prova una dimensione minore.
exchange-saved =
    { $count ->
        [one] Salvato come { $name }.
       *[other] { $count } file salvati.
    }
exchange-missing =
    { $count ->
        [one] Un’immagine non è stata caricata e manca nella copia.
       *[other] { $count } immagini non sono state caricate e mancano nella copia.
    }
exchange-fonts = Non è stato possibile caricare i caratteri: altrove i testi possono apparire diversi.
exchange-select = Seleziona ciò che vuoi copiare.
exchange-copied = Copiato come immagine.
exchange-not-copied = Il browser non permette a questa pagina di copiare immagini.
exchange-json = File lavagna
exchange-json-note = Tutto il contenuto, da aggiungere di nuovo a una lavagna.
exchange-add = Aggiungi una lavagna salvata a questa

import-title = Aggiungi una lavagna salvata
import-reading = Lettura del file…
import-working = La lavagna viene aggiunta
import-add = Aggiungi a questa lavagna
import-name = Da «{ $name }».
import-pages =
    { $pages ->
        [one] Una nuova pagina
       *[other] { $pages } nuove pagine
    } con { $count ->
        [one] un elemento.
       *[other] { $count } elementi in tutto.
    }
import-shapes =
    { $count ->
        [one] Un elemento per questa pagina.
       *[other] { $count } elementi per questa pagina.
    }
import-missing =
    { $count ->
        [one] Un’immagine manca nel file e viene tralasciata.
       *[other] { $count } immagini mancano nel file e vengono tralasciate.
    }
import-waits = In attesa della rete: prima vanno inviate le immagini.
import-done =
    { $count ->
        [one] Aggiunto un elemento.
       *[other] Aggiunti { $count } elementi.
    }
import-unreadable = Questo file non è una lavagna salvata, o è danneggiato. Non è stato aggiunto niente.
import-foreign = Questo file non è stato creato da Lavagna. Non è stato aggiunto niente.
import-newer = Questo file è stato creato da una Lavagna più recente. Ricarica la pagina, o usa la Lavagna che lo ha creato.
import-too-much = Questo file ha più di quanto possa avere una lavagna. Salva le sue pagine una per una e aggiungi quelle.
import-broken = Questo file è danneggiato in { $place }. Non è stato aggiunto niente.
import-rights = Ora non puoi disegnare su questa lavagna.
import-offline = Questo file è troppo grande per essere aggiunto senza rete. Riprova quando sei connesso.
import-bytes = La lavagna ha troppo poco spazio per questo file. Inizia una nuova lavagna.
import-room-shapes = Il file ha { $count } elementi e la lavagna ha posto per { $room }. Inizia una nuova lavagna.
import-room-pages = Il file ha { $count } pagine e la lavagna ha posto per { $room }. Inizia una nuova lavagna.
import-refused = La lavagna non ha accettato il file ({ $code }). Ciò che era stato aggiunto è stato tolto.
import-no-pictures = La lavagna non ha più spazio per immagini. Non è stato aggiunto niente.
import-picture = Un’immagine del file non è stata accettata ({ $code }). Non è stato aggiunto niente.
