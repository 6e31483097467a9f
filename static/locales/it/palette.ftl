### Testi della tavolozza dei comandi.

palette = Tutti i comandi
palette-find = Comando o impostazione
palette-count =
    { $count ->
        [0] Niente contiene tutte queste parole.
        [one] 1 risultato
       *[other] { $count } risultati
    }
palette-select-first = prima seleziona qualcosa
palette-not-now = ora non è possibile
palette-theme-light = Tema chiaro
palette-theme-dark = Tema scuro
palette-theme-system = Tema del dispositivo
palette-lang-en = Lingua: inglese
palette-lang-it = Lingua: italiano
palette-large-controls = Comandi grandi
palette-pen-mode = Disegna solo la penna
palette-snap-shapes = Allinea le forme tra loro
palette-single-keys = Tasti di una lettera
palette-speak-changes = Annuncia le modifiche
palette-name = Il mio nome
group-settings = Impostazioni
group-pages = Pagine
group-people = Persone
palette-person = Vai da { $name }
