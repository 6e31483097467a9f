### Testi dei pannelli, dei dialoghi e delle barre di una lavagna che si caricano all'uso.

## Mensola
inks = Colore
widths = Spessore
width-thin = Sottile
width-medium = Medio
width-thick = Spesso
width-broad = Largo
style = Stile
style-of-tool = del prossimo segno
style-of-selection = della selezione
style-of-text = del testo
style-nothing = Scegli uno strumento che disegna, o seleziona qualcosa.
style-pick = Prendi dalla lavagna
style-mixed-value = diversi
style-own-colour = Altro colore
style-fill = Riempimento
style-fill-none = Senza riempimento
style-pattern = Motivo
style-pattern-solid = Pieno
style-pattern-tint = Chiaro
style-pattern-hatch = A righe
style-dash = Linea
style-dash-solid = Linea continua
style-dash-dashed = A tratti
style-dash-dotted = A punti
style-bend = Andamento
style-bend-straight = Dritta
style-bend-round = Curva
style-bend-elbow = Ad angolo retto
style-tail = Inizio
style-head = Fine
style-head-none = Niente
style-head-arrow = Freccia
style-head-triangle = Triangolo
style-head-dot = Punto
style-head-bar = Barra
style-font = Carattere
style-font-sans = Semplice
style-font-hand = A mano
style-font-mono = Mono
style-type = Dimensione testo
style-type-small = Piccolo
style-type-medium = Medio
style-type-large = Grande
style-type-huge = Molto grande
style-align = Allinea
style-align-start = All’inizio
style-align-center = Al centro
style-align-end = Alla fine
style-opacity = Opacità

## Elenco delle forme
shapes-title = Forme
shapes-find = Testo, tipo, colore o nome
shapes-find-label = Trova forme per testo, tipo, colore o nome
shapes-found =
    { $count ->
        [0] Nessuna forma trovata
        [one] 1 forma trovata
       *[other] { $count } forme trovate
    }
shapes-none = In questa pagina non c’è ancora niente.
shapes-none-found = Niente in questa pagina ha tutte queste parole.

## Condivisione
copied = Link copiato.
copy-by-hand = Qui non si può copiare da soli. Il link è selezionato: premi { $key }.

## Cancellare
clear-text =
    { $count ->
        [one] Toglie 1 forma per tutti. Si può annullare.
       *[other] Toglie { $count } forme per tutti. Si può annullare.
    }
cleared =
    { $count ->
        [one] Pagina svuotata, 1 forma
       *[other] Pagina svuotata, { $count } forme
    }
clear-empty = La pagina è già vuota.
bring-back-clearing = { $time }, svuotata da { $name }
bring-back-none = Su questa pagina non c’è niente da recuperare.
bring-back-offline = Serve il collegamento con il server. Riprova quando è tornato.

## Avvisi
selection-bar = Selezione
selection-duplicate = Duplica
selection-order = Ordine
selection-delete = Togli
selection-more = Altro

## Disporre la selezione
selection-align = Allinea
say-grouped =
    { $count ->
        [one] 1 forma raggruppata
       *[other] { $count } forme raggruppate
    }
say-ungrouped =
    { $count ->
        [one] 1 forma separata
       *[other] { $count } forme separate
    }
say-aligned = { $count } elementi allineati
say-distributed = { $count } elementi distribuiti
group-few = Seleziona almeno due elementi per raggrupparli.
group-deep = Qualcosa qui è già in quattro gruppi, uno dentro l’altro. Prima separane uno.
ungroup-none = Nella selezione non c’è nessun gruppo.
board-loads = La lavagna si sta ancora caricando. Riprova tra un momento.
align-few = Seleziona almeno due elementi per allinearli. Ciò che è bloccato non conta.
distribute-few = Seleziona almeno tre elementi per distribuirli. Ciò che è bloccato non conta.
style-copied = Stile copiato
style-pasted = Stile incollato
style-none = Nessuno stile è ancora copiato. Seleziona una forma e premi prima { $key } Alt C.
cuts-strokes = La gomma parziale taglia solo penna ed evidenziatore. La gomma rimuove il resto.
cut-late = Qualcun altro ha cambiato questo tratto nello stesso momento, quindi non è stato tagliato.
pick-start = Premi la forma di cui vuoi colore e stile. Esc annulla.
pick-none = In quel punto non c’è nessuna forma.
picked = Stile prelevato
