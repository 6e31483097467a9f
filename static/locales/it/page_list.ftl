## Pagine
pages = Pagine
page-previous = Pagina precedente
page-next = Pagina successiva
page-add = Nuova pagina
page-name = Nome della pagina
page-name-hint = Pagina { $place }
page-list = Pagine della lavagna
page-tools = Questa pagina
page-duplicate = Duplica
page-delete = Elimina
page-up = Sposta su
page-down = Sposta giù
page-drag = Trascina in un altro posto
page-tone = Tono
tone-auto = Automatico
tone-light = Carta
tone-dark = Ardesia
paper = Carta
paper-blank = Vuota
paper-squares = Quadretti
paper-lines = Righe
paper-dots = Punti
paper-staff = Pentagrammi
page-row = Pagina { $place }
page-row-people = { $page }, qui: { $names }
page-copy = { $page } (copia)
page-deleted = Pagina { $page } eliminata
page-moved = Pagina spostata al posto { $place } di { $count }
shapes-moved =
    { $count ->
        [one] Un elemento è ora sulla pagina { $page }.
       *[other] { $count } elementi sono ora sulla pagina { $page }.
    }
page-show = Mostrala
page-back = Questa pagina era stata eliminata. Ciò che hai disegnato la riporta per tutti.
page-back-by = { $name } ha disegnato sulla pagina { $page }, che era stata eliminata. È tornata.
page-limit = Una lavagna ha al massimo 500 pagine. Eliminane una, o apri un’altra lavagna.
page-too-large = Questa pagina è troppo grande da duplicare: al massimo 5.000 forme. Selezionane una parte e copiala.
page-waits = La pagina sarà duplicata appena è tutta caricata.
printed-page = È stata stampata solo la pagina mostrata. { $key } P sulla lavagna stampa tutte le pagine.
cleared-by = { $name } ha svuotato la pagina.
cleared-page-by = { $name } ha svuotato la pagina { $page }.
deleted-by = { $name } ha eliminato la pagina { $page }.
clear-title = Svuotare la pagina?
clear-page-title = Svuotare la pagina { $page }?
