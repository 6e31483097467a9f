### La pagina della lezione.

learn-title = Come comunica una lavagna condivisa
learn-headline = Come comunica una lavagna condivisa
learn-lead = WebSocket, dall’handshake all’ultimo bit, con figure che parlano proprio con questo server. Ciò che una figura tralascia, lo dice.
learn-noscript = Per le figure serve JavaScript. Il testo si legge anche senza.
learn-no-board = Questo server non ha una lavagna di prova. Crea una lavagna e aggiungi a questo indirizzo ?board= con il suo codice: così funziona ogni figura.
learn-contents = Indice
learn-lost = Il server non risponde. Controlla la connessione e riprova.

learn-http = Perché non basta chiedere di nuovo
learn-http-1 = In HTTP il browser chiede e il server risponde. Senza una domanda il server tace: non può dire che qualcuno ha appena tracciato una linea. Una pagina che vuole saperlo deve chiedere di continuo. Questo è il polling.
learn-http-2 = La figura chiede a questo server le novità di una lavagna, una volta al secondo, dieci volte. Intanto disegna sulla lavagna in un’altra scheda. Quasi tutte le risposte dicono che non è successo nulla, e ognuna costa un’intestazione intera all’andata e al ritorno; e la linea tracciata aspetta la domanda seguente.
learn-http-figure = Figura: il polling
learn-poll = Chiedi dieci volte
learn-poll-draw = Disegna sulla lavagna in un’altra scheda
learn-poll-heads = L’ultima domanda con la risposta
learn-poll-result = Domande: { $asked }. Con novità: { $news }. Caratteri tra andata e ritorno: { $characters }.
learn-poll-left-out = Mancano le intestazioni che il browser aggiunge a ogni domanda, perché uno script non le può leggere: non si vedono e non sono contate.
learn-http-3 = Il long polling tiene aperta la domanda finché non ci sono novità, i server-sent events tengono aperta la risposta. Entrambi vanno però in un solo verso. WebSocket apre una connessione sola, su cui le due parti parlano quando vogliono.

learn-handshake = L’handshake
learn-handshake-1 = Un WebSocket comincia come richiesta HTTP. Il browser chiede di passare a un altro protocollo e manda una chiave casuale. Il server accetta con lo stato 101 e prova di aver letto la richiesta come quella di un WebSocket: risponde con un valore che segue dalla chiave. Dopo la riga vuota su questa connessione non si parla più HTTP.
learn-handshake-2 = La chiave non è un segreto e non cifra nulla. Evita che un server, o una cache lungo la strada, che non conosce WebSocket partecipi per sbaglio.
learn-handshake-figure = Figura: un handshake
learn-shake = Fai un handshake
learn-shake-waiting = Connessione in corso.
learn-shake-done = Fatto. Qui sotto le intestazioni com’erano sulla linea.
learn-shake-not-kept = Il server non ha conservato questo handshake. Riprova.
learn-handshake-3 = Il browser manda anche l’origine della pagina, che uno script non può cambiare. Il server la controlla, perché un WebSocket, a differenza di fetch, può andare verso qualsiasi server.

learn-frames = Un frame, bit per bit
learn-frames-1 = Dopo l’handshake tutto viaggia in frame: un’intestazione da 2 a 14 byte, poi il contenuto. FIN dice che il frame chiude il suo messaggio. L’opcode dice di che tipo è. La lunghezza ha 7 bit; 126 significa che seguono 16 bit, 127 che ne seguono 64.
learn-frames-2 = Un browser maschera ogni frame: combina ogni byte del contenuto con uno di quattro byte casuali, con l’or esclusivo. Così nessuno può far mandare al browser byte scelti che un proxy prenda per HTTP. Il server non maschera mai.
learn-frames-figure = Figura: costruisci un frame
learn-fin = l’ultimo frame del suo messaggio
learn-rsv = riservato alle estensioni
learn-mask = il contenuto è mascherato
learn-form = Bit della lunghezza
learn-form-short = il meno possibile
learn-form-bits = bit
learn-payload = Contenuto
learn-frame-bytes = I byte del frame
learn-frame-verdict = Che cosa ne capisce il lettore di questo server
learn-frames-3 = Togli la maschera, alza RSV1, scegli l’opcode 3 o fai un testo senza FIN: il server dice subito che cosa ne pensa.
learn-read-text = Un messaggio di testo: { $text }
learn-read-binary = { $bytes ->
    [one] Un messaggio binario di 1 byte. Una lavagna accetta solo testo, quindi chiude con 1003.
   *[other] Un messaggio binario di { $bytes } byte. Una lavagna accetta solo testo, quindi chiude con 1003.
  }
learn-read-ping = { $bytes ->
    [one] Un ping con 1 byte. Il server risponde con un pong dello stesso byte.
   *[other] Un ping con { $bytes } byte. Il server risponde con un pong degli stessi byte.
  }
learn-read-pong = Un pong. Non c’è risposta.
learn-read-close = Un Close: { $meaning } Il server risponde con lo stesso codice e la connessione finisce.
learn-read-refused = Rifiutato. Il server chiude con { $meaning }
learn-read-rest = { $count ->
    [one] Il frame non è completo. Il lettore aspetta, con { $count } byte finora.
   *[other] Il frame non è completo. Il lettore aspetta, con { $count } byte finora.
  }
learn-read-open = Il messaggio non è completo: il lettore aspetta il prossimo frammento.
learn-read-nothing = Ancora niente.

learn-control = Frammenti, ping e close
learn-control-1 = Un messaggio può arrivare in più frame: il primo ha l’opcode e non ha FIN, gli altri hanno l’opcode 0 e l’ultimo ha FIN. In mezzo possono passare solo frame di controllo: ping, pong e close. Questi non si frammentano mai e hanno al massimo 125 byte, così passano sempre.
learn-control-2 = Un ping chiede se l’altra parte c’è ancora. Un Close chiude la connessione con ordine: porta un codice e un motivo, l’altra parte risponde con un Close, poi la connessione finisce. Una connessione che sparisce non ha codice; il browser segnala 1006.
learn-control-figure = Figura: sequenze di frame
learn-seq-fragments = Due frammenti con un ping in mezzo
learn-seq-close = Un Close
learn-seq-unmasked = Un testo senza maschera
learn-seq-orphan = La continuazione di nulla
learn-seq-ping = Un ping frammentato
learn-seq-not-text = Un testo che non è UTF-8
learn-seq-long = Un’intestazione che annuncia 65.537 byte
learn-codes = Codici di chiusura

learn-duplex = Tutti e due insieme: full duplex
learn-duplex-1 = Ecco due client di una lavagna, ognuno con la sua connessione. Muovi il puntatore in un riquadro, oppure selezionane uno e premi le frecce: il punto nell’altro riquadro lo segue, passando dal server. Apri questa pagina in una seconda scheda: tutti i riquadri si vedono a vicenda.
learn-duplex-figure = Figura: due client
learn-duplex-connect = Connetti tutti e due
learn-duplex-disconnect = Disconnetti
learn-duplex-on = I due client sono connessi.
learn-duplex-off = I due client hanno chiuso la connessione.
learn-duplex-count = Mandati: { $sent }. Ricevuti: { $received }.
learn-pane-a = Client A: le frecce muovono il suo puntatore
learn-pane-b = Client B: le frecce muovono il suo puntatore
learn-duplex-2 = Nessun riquadro aspetta una risposta prima di mandare ancora, e il server parla senza essere interrogato. L’elenco sotto ogni riquadro ha gli ultimi messaggi: freccia in su mandato, freccia in giù ricevuto.
learn-source = Il JavaScript di questi client, così come gira qui

learn-board = E poi la lavagna
learn-board-1 = La lavagna degli esempi di Socket.IO è breve: a ogni movimento del mouse la pagina emette un segmento e il server lo passa a tutti gli altri. Sulla linea è un messaggio di testo: 4 per un messaggio di Engine.IO, 2 per un evento di Socket.IO, poi il suo nome e i dati in JSON.
learn-board-message = Un messaggio della lavagna di Socket.IO
learn-board-2 = Per disegnare insieme un minuto basta. Per una lezione no: chi arriva tardi vede una lavagna vuota, e dopo una connessione persa manca qualcosa senza che nessuno se ne accorga.
learn-compare = Che cos’altro serve a una lezione
learn-compare-demo = Esempio di Socket.IO
learn-compare-here = Questa lavagna
learn-order = Ordine
learn-order-demo = ogni pagina dipinge nell’ordine in cui i segmenti le arrivano
learn-order-here = il server numera ogni modifica; tutte le pagine le applicano in quest’ordine e quindi mostrano lo stesso
learn-ack = Conferma
learn-ack-demo = nessuna
learn-ack-here = un ack dopo che la modifica è sul disco; solo allora la pagina dice Salvato
learn-late = Chi arriva tardi
learn-late-demo = una lavagna vuota
learn-late-here = un’istantanea della lavagna, poi le modifiche successive
learn-resume = Una connessione persa
learn-resume-demo = ciò che si è perso resta perso
learn-resume-here = la pagina dice il numero della sua ultima modifica, riceve ciò che segue e rimanda le proprie; i numeri impediscono che qualcosa sia salvato due volte
learn-bad = Dati sbagliati
learn-bad-demo = passano a tutti
learn-bad-here = sono rifiutati con un codice, e nessun altro se ne accorge
learn-board-3 = Apri una lavagna, scegli Dietro le quinte nel suo menu e guarda tutto questo mentre disegni. Il suo laboratorio interrompe la connessione, così vedi come una pagina riprende.
learn-open-board = Apri la lavagna
learn-open-course = La pagina di Socket.IO su questa lavagna
learn-open-api = L’API HTTP come OpenAPI
