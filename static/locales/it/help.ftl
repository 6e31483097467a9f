### Testi dell’aiuto che aggiunge il suo programma. Caricati con l’uso.

help-find = Cerca un tasto o un comando
help-count =
    { $count ->
        [0] Niente contiene tutte queste parole.
        [one] 1 comando
       *[other] { $count } comandi
    }
help-print = Stampa questo aiuto
