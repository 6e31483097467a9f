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
