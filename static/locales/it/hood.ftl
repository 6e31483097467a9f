### Dietro le quinte: la connessione stessa.

hood = Dietro le quinte
hood-messages = Messaggi
hood-handshake = Handshake
hood-lab = Laboratorio
hood-no-connection = Nessuna connessione
hood-is-socket = WebSocket
hood-is-stream = Flusso di eventi e POST
hood-rate-messages = { $count ->
    [one] 1 messaggio/s
   *[other] { $count } messaggi/s
  }
hood-rate-bytes = { $count ->
    [one] 1 byte/s
   *[other] { $count } byte/s
  }
hood-waiting = { $count ->
    [one] 1 byte in attesa
   *[other] { $count } byte in attesa
  }
hood-time = Secondi
hood-sender = Da
hood-kind = Tipo
hood-size = Byte
hood-content = Contenuto
hood-from-page = pagina
hood-from-server = server
hood-page-to-server = da questa pagina al server
hood-server-to-page = dal server a questa pagina
hood-direction = Direzione
hood-both = Tutte
hood-all = Tutti
hood-edits = Modifiche
hood-live = Dal vivo
hood-control-short = Controllo
hood-search = Cerca nei messaggi
hood-filters = Filtri
hood-pause = Pausa
hood-clear = Svuota l’elenco
hood-detail = Il messaggio scelto
hood-close-detail = Chiudi il messaggio
hood-paused = { $count ->
    [0] In pausa.
    [one] In pausa. Un messaggio non è nell’elenco.
   *[other] In pausa. { $count } messaggi non sono nell’elenco.
  }
hood-dropped = { $count ->
    [one] Il server ha tralasciato un frame, perché era di troppo.
   *[other] Il server ha tralasciato { $count } frame, perché erano troppi.
  }
hood-opened = aperta
hood-stream-opened = flusso aperto
hood-closed = chiusa
hood-opened-text = L’handshake è fatto. Da qui in poi le due parti possono inviare frame in ogni momento, senza aspettarsi.
hood-closed-here = Questa pagina ha chiuso la connessione senza aspettare una risposta.
hood-close-not-sent = Nessun frame porta questo codice: il browser lo usa per dire che cosa ha visto.
hood-close-rebuilt = Con il frame Close finisce ciò che un server può riferire, perciò questo è ricostruito dal codice e dal motivo.
hood-no-frame = Il server non ha riferito il frame di questo messaggio.
hood-stream-no-frames = Un flusso di eventi non ha frame.
hood-fragments = Il messaggio è arrivato in { $count } frame (frammenti).
hood-decoded = Testo decodificato
hood-about-ping = Un ping chiede: ci sei ancora? L’altra parte deve rispondere con un pong degli stessi byte. I browser non mostrano né l’uno né l’altro alle pagine.
hood-about-pong = Un pong risponde a un ping con gli stessi byte. Lo invia il browser da sé; la pagina non lo vede mai.
hood-for-hello = La pagina si presenta e dice fino a quale modifica conosce la lavagna.
hood-for-welcome = Il server risponde con lo stato della lavagna e con chi c’è.
hood-for-resync = La pagina deve caricare di nuovo la lavagna.
hood-for-ops = Modifiche di questa pagina. Sono salvate quando il server le ha messe in ordine.
hood-for-log = Modifiche nell’ordine del server, uguale per tutti.
hood-for-ack = Il server ha deciso queste modifiche: la pagina non deve più tenerle.
hood-for-nack = Il server rifiuta una modifica e dice perché.
hood-for-draft = Un gesto ancora in corso: gli altri lo vedono, non viene salvato.
hood-for-presence = Dove sono il cursore e lo sguardo di questa persona.
hood-for-live = Cursori e gesti degli altri, raccolti per un istante.
hood-for-ping = Un messaggio di questo protocollo che chiede un segno di vita; il ping di WebSocket è un frame a parte.
hood-for-hb = Un segno di vita del server, con il numero dell’ultima modifica.
hood-for-bye = Il server si ferma tra poco e dice quando tornare.
hood-frame-size = Un frame: { $header } byte di intestazione e { $payload } di contenuto, { $total } in tutto
hood-frame-header = Intestazione del frame
hood-field-opcode = opcode
hood-field-length = lunghezza
hood-field-extended = lunghezza
hood-field-key = chiave di mascheramento
hood-fin-last = ultimo
hood-fin-more = ne seguono altri
hood-opcode-continuation = continuazione
hood-opcode-text = testo
hood-opcode-binary = binario
hood-opcode-close = chiusura
hood-opcode-ping = ping
hood-opcode-pong = pong
hood-opcode-reserved = riservato
hood-control = frame di controllo
hood-masked = sì
hood-unmasked = no
hood-length-short = { $count ->
    [one] segue 1 byte
   *[other] seguono { $count } byte
  }
hood-length-longer = { $value }: la lunghezza segue in { $bits } bit
hood-length-is = { $count ->
    [one] 1 byte, scritto in { $bits } bit
   *[other] { $count } byte, scritti in { $bits } bit
  }
hood-key-use = quattro byte casuali del browser, nuovi per ogni frame
hood-payload-caption = { $total ->
    [one] L’unico byte del contenuto.
   *[other] { $count ->
        [one] Il primo di { $total } byte del contenuto.
       *[other] I primi { $count } di { $total } byte del contenuto.
    }
  }
hood-payload-xor = Ogni byte è combinato con uno della chiave (XOR).
hood-payload-masked = inviato
hood-payload-key = chiave
hood-payload-plain = in chiaro
hood-payload-text = testo
hood-stream-text = Questa rete blocca WebSocket, perciò la pagina usa il semplice HTTP: il server invia eventi in una lunga risposta e la pagina invia ogni messaggio con un POST. Non ci sono handshake con chiave, frame, maschere né ping; ogni POST ha un’intestazione intera. I messaggi sono gli stessi.
hood-handshake-waiting = Il server non ha ancora detto come è andato l’handshake.
hood-handshake-not-kept = Il server non ha conservato questo handshake. Una nuova connessione mostrerà il suo; il laboratorio può tagliare questa.
hood-request = Richiesta del browser
hood-answer = Risposta del server
hood-agreed = Su che cosa si accordano
hood-accept = Come la risposta segue dalla chiave
hood-struck = Il server copre ciò che potrebbe essere segreto, come i cookie.
hood-struck-value = coperto
hood-none = nessuno
hood-origin = Origine
hood-origin-text = La pagina che chiede. Gli script non possono cambiarla: così il server rifiuta gli altri siti.
hood-subprotocol = Sottoprotocollo
hood-subprotocol-text = Offerto e accettato: la lingua dei messaggi.
hood-extensions = Estensioni
hood-extensions-text = Offerte dal browser e non accettate: i messaggi sono piccoli e ogni connessione compressa occuperebbe memoria.
hood-accept-key = Il browser invia 16 byte casuali in base64:
hood-accept-joined = Il server aggiunge un identificatore uguale ovunque:
hood-accept-sha1 = SHA-1 ne fa 20 byte:
hood-accept-base64 = In base64 sono la risposta:
hood-accept-same = Il server ha risposto proprio questo: parla WebSocket e ha letto questa richiesta.
hood-accept-differs = Il server ha risposto altro; un browser rifiuterebbe la connessione.
hood-lab-text = Il laboratorio peggiora apposta la connessione di questa pagina, per mostrare che cosa fa allora. Per gli altri non cambia nulla, e le modifiche in attesa sono conservate.
hood-lab-slow = Rallenta
hood-lab-no-delay = Nessun ritardo
hood-lab-delay = { $seconds } s per verso
hood-lab-cut = Taglia
hood-lab-cut-now = Taglia ora
hood-lab-cut-for = Taglia per { $seconds } s
hood-lab-random = Taglia in momenti casuali
hood-lab-off-text = Ricaricare la pagina spegne il laboratorio.
hood-lab-turn-off = Spegni
hood-lab-sign-away = nessuna connessione
hood-lab-sign-slow = { $seconds } s di ritardo per verso
hood-lab-sign-cuts = tagli casuali
hood-close-1000 = Normale: la connessione ha finito il suo lavoro.
hood-close-1001 = Se ne va: la pagina viene lasciata o il server si ferma.
hood-close-1002 = Errore di protocollo: questi byte non erano frame validi.
hood-close-1003 = Non accettato: un tipo di dati che questa parte non prende.
hood-close-1005 = Nessun codice: il frame Close non ne aveva.
hood-close-1006 = Anomala: la connessione si è persa senza frame Close.
hood-close-1007 = Testo non valido: non era UTF-8.
hood-close-1009 = Troppo grande: un messaggio oltre il limite.
hood-close-1011 = Il server ha incontrato un errore.
hood-close-1012 = Riavvio: il server torna tra poco, e la pagina anche.
hood-close-4000 = Nessun hello in tempo. La pagina si riconnette.
hood-close-4001 = Questa pagina non ha letto per troppo tempo. Si riconnette.
hood-close-4002 = Questa pagina ha inviato troppo. Si riconnette.
hood-close-4003 = La lavagna ora non si può leggere. La pagina si riconnette.
hood-close-4004 = La lavagna è piena. La pagina aspetta un posto.
hood-close-4500 = Il server non ha potuto leggere un messaggio di questa pagina.
hood-close-4501 = Questo link non è valido.
hood-close-4503 = Questa persona qui non può farlo.
hood-close-4504 = Questa pagina viene da un altro sito.
hood-close-4509 = La stessa pagina è connessa una seconda volta; resta la più nuova.
hood-close-4510 = Questa pagina è di un’altra versione rispetto al server. Ricaricarla aiuta.
hood-close-4511 = Questa lavagna non esiste più.
hood-close-own = Un codice di un’applicazione.
hood-close-other = Un codice senza significato fisso.
