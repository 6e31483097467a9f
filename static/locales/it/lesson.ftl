### Testi di una lezione: il pannello dell’insegnante, l’avviso della modalità e il menu di una persona. Caricati all’uso.

lesson-title = Lezione
lesson-mode = Chi può disegnare
mode-free = Tutti
mode-own-only = Solo il proprio
mode-frozen = Nessuno
mode-free-hint = Chi può disegnare modifica tutto.
mode-own-only-hint = Tutti disegnano, e ognuno modifica solo ciò che è suo.
mode-frozen-hint = La lavagna è bloccata. Disegnano solo gli insegnanti e chi ha la penna.
lesson-quiet = Silenzio
lesson-quiet-hint = Si vedono solo i puntatori e i laser degli insegnanti.
lesson-views = Dove guardano tutti
lesson-call = Porta tutti qui
lesson-lead = Guida: tutti vedono ciò che vedi
lesson-pens = Chi ha la penna
lesson-pens-none = Nessuno. Si dà dall’elenco delle persone.
lesson-access = Chi apre il link
access-draw = può disegnare
access-watch = può guardare
lesson-door = Chiudi la porta
lesson-door-hint = Non entra nessuno di nuovo. Chi c’era può tornare.
lesson-code = Codice della lezione
lesson-code-hint = Chi lo scrive nella pagina iniziale entra e disegna, finché la lezione finisce.
code-open = Apri un codice
code-show = Mostra { $code } a tutto schermo
code-end = Termina la lezione
code-ended = La lezione è finita: il codice è chiuso, e chi è entrato con esso ha di nuovo il diritto del link.
code-come-in = Apri { $host } e scrivi il codice
code-qr = Codice QR dell’indirizzo che fa entrare una classe
access-none = non entra
door-lock = Chiudi la porta
door-locked = La porta è chiusa: non entra nessuno di nuovo.
person-remove = Togli dalla lavagna
person-removed = { $name } è fuori. Con il link può tornare come persona nuova finché la porta è aperta.
person-back = Fai rientrare
owner-link-title = La tua chiave di questa lavagna
owner-link = Copia il link del proprietario
owner-link-text = Chi lo apre decide su questa lavagna, da qualsiasi dispositivo. Conservalo dove lo trovi solo tu.
owner-link-copied = Copiato. Conservalo dove lo trovi solo tu.
owner-link-not-copied = Il link non è stato copiato. Riprova.
owner-offer = Questa lavagna è tua: decidi tu chi disegna. Salva il link del proprietario, per un altro dispositivo o se il browser viene svuotato.
lesson-only-teachers = Può farlo solo un insegnante di questa lavagna.
lesson-no-owner = Questa lavagna non è di nessuno, quindi disegnano tutti. Una nuova lavagna è tua.
lesson-offline = Non cambiato: manca la connessione. Riprova quando torna.
lesson-flood = Non cambiato: troppe modifiche insieme. Riprova tra un momento.
lesson-not-stored = Non cambiato: il server ora non può salvare. Riprova.
lesson-refused = Non cambiato ({ $code }). Ricarica la pagina e riprova.

## Penna
pen-given = { $name } ha la penna, anche a lavagna bloccata.
pen-taken = L’insegnante ha ripreso la penna. Il tuo lavoro resta.
pen-away = Qualcuno che non è qui
pen-take-person = Riprendi la penna da { $name }
pen-most = La penna può averla al massimo { $count } persone. Prima riprendine una.

## Avviso
sign-frozen =
    { $count ->
        [0] L’insegnante ha bloccato la lavagna. Puoi guardare in giro.
        [one] L’insegnante ha bloccato la lavagna. 1 modifica resta qui finché potrai di nuovo disegnare.
       *[other] L’insegnante ha bloccato la lavagna. { $count } modifiche restano qui finché potrai di nuovo disegnare.
    }
sign-pen = Hai la penna: disegna sulla lavagna bloccata.
sign-own-only = Modifichi solo ciò che hai disegnato tu.
sign-quiet = Si vede solo il puntatore dell’insegnante.
sign-watch = Stai guardando. Un insegnante può farti disegnare.
sign-let-all = Fai disegnare tutti
sign-teacher-own-only = Ognuno modifica solo il proprio lavoro.
sign-teacher-frozen =
    { $count ->
        [0] Bloccata: disegnano solo gli insegnanti.
        [one] Bloccata: disegnano gli insegnanti e 1 persona con la penna.
       *[other] Bloccata: disegnano gli insegnanti e { $count } persone con la penna.
    }

## Menu di una persona
person-menu = Azioni per questa persona
person-follow = Segui: vedi ciò che vede
person-follow-end = Smetti di seguire
person-hand-lower = Abbassa la mano
person-pen-give = Dai la penna
person-pen-take = Riprendi la penna
person-owner = Fai insegnante
person-viewer = Fai solo guardare
person-link = Come dice il link
role-set-owner = { $name } ora è insegnante di questa lavagna.
role-set-viewer = { $name } ora può solo guardare.
role-set-link = { $name } può fare ciò che permette il link.
