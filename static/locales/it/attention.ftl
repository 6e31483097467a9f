### Testi su dove si guarda: seguire, richiami dell’insegnante, mani alzate. Caricati all’uso.

follow-now = Vedi ciò che vede { $name }.
follow-away = Guardi in giro da solo.
follow-back = Torna da { $name }
follow-stop = Smetti
follow-gone = { $name } è uscito, quindi guardi in giro da solo.
followed-by =
    { $count ->
        [one] 1 persona vede ciò che vedi tu.
       *[other] { $count } persone vedono ciò che vedi tu.
    }
lead-by = { $name } guida: vedi ciò che vede.
lead-mine =
    { $count ->
        [0] Guidi tu. Qui non c’è ancora nessun altro.
        [one] Guidi tu: 1 persona vede ciò che vedi.
       *[other] Guidi tu: { $count } persone vedono ciò che vedi.
    }
call-done = Tutti sono portati qui.
call-only-teachers = Solo un insegnante di questa lavagna porta tutti in un punto.
called-by = { $name } ti ha portato qui.
called-return = Torna
hand-up = Hai alzato la mano.
hand-down = Hai abbassato la mano.
