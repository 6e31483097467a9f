# Ogni testo che una persona vede, per le pagine del server e per il client.

## Dappertutto
new-board = Nuova lavagna
untitled-board = Lavagna senza nome
to-start-page = Pagina iniziale
language = Lingua
theme = Tema
theme-system = Come il dispositivo
theme-light = Chiaro
theme-dark = Scuro
save = Salva
cancel = Annulla
close = Chiudi
dismiss = Nascondi
copy = Copia
undo = Annulla
redo = Ripeti
skip-to-content = Vai al contenuto
banner-ephemeral = Il disco di questo server è temporaneo: al riavvio le lavagne vanno perse.
banner-demo = Questa lavagna di prova è pubblica: chiunque apra Lavagna qui la vede e ci disegna.

## Pagina di prova del corso
demo-title = Lavagna con Socket.IO
demo-canvas = Il disegno. Si disegna con un puntatore; la stessa lavagna in Lavagna ha strumenti per la tastiera.
demo-colours = Colori
demo-black = Nero
demo-red = Rosso
demo-green = Verde
demo-blue = Blu
demo-yellow = Giallo
demo-board = Questa lavagna in Lavagna
demo-script = Leggi lo script di questa pagina
demo-offline = Nessuna connessione. La pagina si ricollega da sola; ciò che disegni ora viene inviato dopo.

## Pagina iniziale
home-title = Lavagna, la lavagna condivisa
home-headline = Disegniamo insieme.
home-lead = Apri una lavagna, condividi il link e tutti vedono la penna muoversi. Nessun account, niente da installare.
home-demo = Lavagna di prova pubblica
home-course = Per i corsi: lavagna con Socket.IO
home-noscript = Per disegnare serve JavaScript. Attivalo per questa pagina.
too-old-title = Questo browser è troppo vecchio per Lavagna
too-old-text = Servono Safari o iPadOS 17.5, Firefox 125, Chrome o Edge 123, o più recenti. Aggiornalo, oppure apri questo indirizzo in un altro browser.
home-join-title = Entra in una lavagna
home-join-label = Incolla il suo link
home-join = Entra
home-join-nonsense = Questo non è il link di una lavagna. Incollalo per intero: https://…/b/ seguito da 22 lettere e cifre.
home-join-elsewhere = Questa lavagna si trova su un altro server.
home-join-open = Aprilo su
home-recent = Le tue lavagne
home-recent-hint = Questo elenco si trova solo in questo browser.
home-forget = Togli dall’elenco
home-forgotten = Tolta dall’elenco.
only-board = I comandi sono nascosti. Premi Esc per mostrarli.
home-fact-saved = Salvato vuol dire su disco: ciò che risulta salvato non va perso.
home-fact-private = Niente tracciamento, niente cookie, nessun altro server.
home-learn = Come funziona
home-fact-open = Software libero, anche sulla tua macchina.

## Pagine per ciò che è andato storto
error-not-found-title = Qui non c’è niente
error-not-found-text = Questa pagina non esiste. Controlla l’indirizzo o riparti dalla pagina iniziale.
error-board-title = Lavagna inesistente
error-board-text = Controlla ogni lettera e ogni cifra del link, oppure apri una nuova lavagna.
error-join-title = Questo non è il link di una lavagna
error-join-text = Un link è fatto così: https://…/b/ seguito da 22 lettere e cifre. Torna indietro e incollalo per intero.
error-elsewhere-title = Quella lavagna è su un altro server
error-elsewhere-text = Apri il link stesso in una nuova scheda: questo server non conosce quella lavagna.
error-origin-title = Non da qui
error-origin-text = Questa richiesta veniva da un altro sito e non è stata eseguita.
error-origin-seen = Il browser ha aperto { $origin }, e la richiesta è arrivata qui per { $own }.
error-origin-configured = Se gestisci questo server: il suo PUBLIC_URL è { $own }. Apri quell’indirizzo, o imposta PUBLIC_URL su quello che si usa.
error-origin-mend = Se entrambi sono questo server e lo gestisci: un proxy davanti cambia l’intestazione Host. Basta una di queste:
error-origin-nginx = nella configurazione di nginx
error-origin-forwarded = se il proxy manda X-Forwarded-Host
error-room-title = Non c'è posto per una nuova lavagna
error-room-text = Il disco del server è quasi pieno. Le lavagne esistenti funzionano ancora. Chiedi a chi gestisce il server di liberare spazio.
error-boards-title = Troppe nuove lavagne insieme
error-boards-text = Il server crea una lavagna alla volta. Riprova tra qualche secondo.
error-damaged-title = I dati di questa lavagna sono danneggiati
error-damaged-text = Aspettare non serve. Dillo a chi gestisce il server: “lavagna doctor” mostra che cosa è danneggiato e come ripararlo. Le altre lavagne non ne risentono.
error-store-title = La lavagna ora non si può leggere
error-store-text = Il server non raggiunge il suo archivio. Niente è perso; riprova tra un minuto.
error-server-title = Qualcosa è andato storto
error-server-text = L’errore è nostro. Riprova, per favore.

## Lavagna: parti e area di disegno
skip-to-board = Vai alla lavagna
region-board = Lavagna
region-canvas = Area di disegno
region-people = Persone e condivisione
region-tools = Strumenti e gessi
region-history = Annulla e zoom
region-status = Salvataggio
region-notices = Avvisi
canvas-label = Lavagna
canvas-description = Disegna con penna, dito o mouse. Tab seleziona la forma seguente, le frecce spostano la selezione, Canc la toglie. Control e F aprono l’elenco delle forme. F6 porta agli strumenti e indietro. Il punto interrogativo mostra tutti i tasti.
loading = Caricamento
loading-share = Parte della lavagna già caricata
back-to-content = Torna al disegno
hint-title = Disegna dove vuoi.
hint-text = Chi ha il link lo vede mentre disegni.
hint-pen = penna
hint-eraser = gomma
hint-move = e trascina per spostarti
key-space = Spazio

## Mensola
tools = Strumenti
tool-select = Seleziona
tool-hand = Sposta la lavagna
tool-pen = Penna
tool-highlighter = Evidenziatore
text-label = Testo
tool-eraser = Gomma
tool-text = Testo
tool-note = Foglietto
shapes = Forme e laser
tool-line = Linea
tool-arrow = Freccia
tool-rectangle = Rettangolo
tool-ellipse = Ellisse
tool-diamond = Rombo
tool-laser = Puntatore laser
inks = Colore
ink-black = Nero
ink-white = Bianco
ink-blue = Blu
ink-red = Rosso
ink-green = Verde
ink-orange = Arancione
ink-violet = Viola
ink-sky = Azzurro
ink-teal = Ottanio
ink-pink = Rosa
highlighter-yellow = Giallo
ink-yellow = Ocra
ink-brown = Marrone
ink-grey = Grigio
widths = Spessore
width-thin = Sottile
width-medium = Medio
width-thick = Spesso
width-broad = Largo
style-mixed = Diversi nella selezione
style = Stile
style-of-tool = del prossimo segno
style-of-selection = della selezione
style-of-text = del testo
style-nothing = Scegli uno strumento che disegna, o seleziona qualcosa.
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

## Zoom
zoom = Zoom
zoom-in = Ingrandisci
zoom-out = Rimpicciolisci
zoom-reset = Zoom al 100%
zoom-tip = 100%, tieni premuto per vedere tutto
fit = Mostra tutto

## Menu
menu = Menu della lavagna
board-name = Nome della lavagna
paper = Carta
paper-blank = Vuota
paper-squares = Quadretti
paper-lines = Righe
paper-dots = Punti
paper-staff = Pentagrammi
snap-shapes = Allinea le forme tra loro
large-controls = Comandi grandi
single-keys = Tasti di una lettera
single-keys-hint = P per la penna, E per la gomma…
speak-changes = Annuncia le modifiche
speak-changes-hint = Per i lettori di schermo
find-menu = Trova una forma
clear-page = Svuota la pagina…
help = Aiuto e tasti

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

## Persone
people = Persone
people-count =
    { $count ->
        [one] 1 persona
       *[other] { $count } persone
    }
people-more =
    { $count ->
        [one] 1 altra
       *[other] altre { $count }
    }
your-name = Il tuo nome
somebody-else = Sono un’altra persona
somebody-else-ask = Su questa lavagna sarai una persona nuova. I disegni restano.
somebody-else-go = Avanti
somebody-else-waiting =
    { $count ->
        [one] Non ancora: 1 modifica non è stata inviata. Riprova tra poco.
       *[other] Non ancora: { $count } modifiche non sono state inviate. Riprova tra poco.
    }
you = Tu
drawing-now = Sta disegnando
here = Presente
go-to-person = Vai dove si trova { $name }
person-nowhere = { $name } non ha ancora indicato alcun punto.
name-card-title = Come ti chiami?
name-card-text = Gli altri ti vedono come
name-later = Più tardi
name-changed = Ora gli altri ti vedono come { $name }.
# Separati da virgole; uno viene scelto per chi non ha ancora un nome.
guest = Ospite
guest-names = Ospite Tasso, Ospite Orso, Ospite Castoro, Ospite Gru, Ospite Cervo, Ospite Delfino, Ospite Falco, Ospite Volpe, Ospite Lepre, Ospite Riccio, Ospite Airone, Ospite Koala, Ospite Lince, Ospite Marmotta, Ospite Talpa, Ospite Lontra, Ospite Gufo, Ospite Panda, Ospite Pettirosso, Ospite Foca, Ospite Cigno, Ospite Tigre, Ospite Tartaruga, Ospite Balena

## Condivisione
share = Condividi
share-title = Condividi questa lavagna
share-text = Chi ha il link può disegnare qui.
share-local = Questo link funziona solo su questo computer. Per la classe apri Lavagna all’indirizzo che il server ha scritto all’avvio, oppure imposta PUBLIC_URL.
share-link = Link
copied = Link copiato.
copy-by-hand = Qui non si può copiare da soli. Il link è selezionato: premi { $key }.
qr-title = Mostra il codice in grande
qr-text = A tutto schermo, per il proiettore
qr-screen-title = Inquadra per entrare
qr-alt = Codice QR del link di questa lavagna

## Cancellare
clear-title = Svuotare la pagina?
clear-text =
    { $count ->
        [one] Toglie 1 forma per tutti. Si può annullare.
       *[other] Toglie { $count } forme per tutti. Si può annullare.
    }
clear-confirm = Svuota
cleared =
    { $count ->
        [one] Pagina svuotata, 1 forma
       *[other] Pagina svuotata, { $count } forme
    }
cleared-by = { $name } ha svuotato la pagina.
clear-empty = La pagina è già vuota.
brought-back =
    { $count ->
        [0] È già tutto sulla pagina.
        [one] Recuperata, 1 forma
       *[other] Recuperata, { $count } forme
    }
brought-back-by = { $name } ha recuperato una pagina svuotata.
bring-back = Recupera una pagina svuotata…
bring-back-title = Quale vuoi recuperare?
bring-back-text = Tutto ciò che era sulla pagina torna per tutti. I disegni più recenti restano.
bring-back-clearing = { $time }, svuotata da { $name }
bring-back-none = Su questa pagina non c’è niente da recuperare.
bring-back-offline = Serve il collegamento con il server. Riprova quando è tornato.

## Stato
status-incomplete = Manca una parte della pagina, riprovo
status-outdated = Ricarica la pagina: il server ha una versione più nuova
status-saved = Salvato
status-saving = Salvo { $count }
status-offline = Offline
status-offline-waiting = Offline, { $count } in attesa
status-paused =
    { $count ->
        [0] In pausa
       *[other] In pausa, { $count } in attesa
    }
status-offline-kept =
    { $count ->
        [one] Offline, 1 conservata qui
       *[other] Offline, { $count } conservate qui
    }
status-watching = Solo lettura
status-stopped = Fermo
try-now = Riprova ora
title-people =
    { $count ->
        [one] { $name } · 1 persona
       *[other] { $name } · { $count } persone
    }

## Avvisi
refused-invalid = La lavagna non ha accettato questa modifica. Copiala se ti serve e ricarica la pagina.
refused-role = Su questa lavagna puoi solo guardare.
refused-mode = Adesso non puoi cambiare questo.
refused-quota = Questa lavagna è piena. Prima togli qualcosa.
refused-changed = Nel frattempo qualcun altro l’ha modificato.
refused-nothing = Non c’è niente da riportare indietro.
refused-tag = Questo appartiene a un’altra pagina.
refused-image = L’immagine non è memorizzata su questa lavagna. Aggiungila di nuovo.
refused-other = La lavagna ha rifiutato questa modifica ({ $code }).
try-again = Riprova
copied-content = Copiato.
undo-waits = Potrai annullare una parte di questo quando le ultime modifiche saranno salvate.
is-locked = È bloccato. { $key } Maiusc L lo sblocca.
locked-shapes =
    { $count ->
        [one] Bloccato. Per cambiarlo più tardi, sceglilo nell’elenco delle forme ({ $key } F) e sbloccalo.
       *[other] { $count } forme bloccate. Per cambiarle più tardi, sceglile nell’elenco delle forme ({ $key } F) e sbloccale.
    }
order-waits = Una forma qui non è ancora salvata. Cambia l’ordine tra un momento.
paste-unreadable = Il contenuto degli appunti è stato copiato da un’altra versione di Lavagna, o è danneggiato. Copialo di nuovo.
paste-drawing = I disegni di altri programmi e le immagini di un’altra lavagna non si possono ancora incollare.
paste-long-text = Questo testo è troppo lungo da incollare: al massimo 100.000 lettere. Copiane di meno.
paste-nothing = Negli appunti non c’è nulla che si possa incollare qui.
paste-by-key = Il browser non lascia che un pulsante legga gli appunti. Premi { $key } V per incollare.
selection-bar = Selezione
selection-duplicate = Duplica
selection-order = Ordine
selection-delete = Togli
selection-more = Altro
paste-menu = Incolla dagli appunti
picture-menu = Aggiungi un’immagine
picture-added = L’immagine è sulla lavagna. Una descrizione aiuta chi non può vederla.
picture-waits = L’immagine non si può inviare ora. Tieni aperta questa pagina: sarà inviata quando torna la rete.
picture-unreadable = Questo file non si può leggere come immagine. Salvalo come PNG o JPEG e riprova.
picture-too-large = Questa immagine è troppo grande. Rimpiccioliscila e riprova.
picture-quota = Questa lavagna ha già tutte le immagini che può avere. Togline qualcuna o usa un’altra lavagna.
picture-no-room = Il server non ha spazio su disco per le immagini. Si può continuare a disegnare.
picture-refused = Il server non ha accettato l’immagine ({ $code }). Aggiungila di nuovo.
pictures-many = Si aggiungono al massimo { $count } immagini alla volta. Aggiungi le altre dopo.
describe = Descrivila
describe-title = Descrivi l’immagine
describe-text = In una frase: che cosa dovrebbe sapere chi non può vederla?
describe-select = Seleziona un’immagine per descriverla.
copy-by-key = Il browser non lascia che un pulsante copi. Premi { $key } C per copiare, o { $key } X per tagliare.
copy-limit = È troppo da copiare in una volta: al massimo 5.000 forme e 8 MB. Seleziona di meno.
undo-gone = Ciò che hai fatto prima di caricare questa pagina non si può più annullare: la lavagna non conserva la cronologia fino a quel punto.
undo-changed =
    { $count ->
        [one] 1 cosa non è stata annullata: qualcun altro l’ha modificata.
       *[other] { $count } cose non sono state annullate: qualcun altro le ha modificate.
    }
order-lost =
    { $count ->
        [0] Il server è tornato a una copia precedente di questa lavagna.
        [one] Il server è tornato a una copia precedente di questa lavagna. La tua ultima modifica è stata inviata di nuovo.
       *[other] Il server è tornato a una copia precedente di questa lavagna. Le tue ultime { $count } modifiche sono state inviate di nuovo.
    }
sent-changes =
    { $count ->
        [one] 1 modifica inviata.
       *[other] { $count } modifiche inviate.
    }
stopped-superseded = Questa lavagna è aperta in un’altra scheda con la stessa sessione. Ricarica per continuare qui.
stopped-reload =
    { $count ->
        [0] Il server ha una versione più nuova di Lavagna. Ricarica la pagina per continuare.
       *[other] Il server ha una versione più nuova di Lavagna. Ricarica la pagina per continuare: le modifiche non inviate restano qui e partono allora.
    }
stopped-rollback =
    { $count ->
        [0] Il server ha una versione di Lavagna più vecchia di questa pagina. Ricarica la pagina per continuare.
       *[other] Il server ha una versione di Lavagna più vecchia di questa pagina. Ricarica la pagina per continuare: le modifiche non inviate restano qui e partono quando il server ha di nuovo la versione più nuova.
    }
stopped-gone = Questa lavagna non esiste più.
stopped-forbidden = Ti hanno tolto da questa lavagna.
stopped-origin = Il server non accetta questo indirizzo: il browser ha aperto { $origin }, il server ha ricevuto { $own }. Chiedi a chi gestisce il server di far passare l’intestazione Host dal proxy, o di impostare PUBLIC_URL.
stopped-unreadable = Il server non ha capito questa pagina. Ricarica per continuare.
stopped-other = Il collegamento è finito ({ $code }). Ricarica per continuare.
reload = Ricarica
queue-full = Troppe modifiche non inviate: potrai disegnare di nuovo quando torna il collegamento.
readonly-store = Il server ora non riesce a salvare. Continua a disegnare: le modifiche aspettano qui e partono dopo. Se dura, dillo a chi gestisce il server.
board-full = Questa lavagna è piena: ci sono 600 persone. Entri da solo appena qualcuno esce.
offline-only-here = Offline. Tieni aperta questa pagina: le modifiche sono solo qui.
gave-way = Questa rete permette solo quattro lavagne collegate per browser. Questa è in pausa: toccala o premi un tasto per ricollegarla.
pen-found = Penna trovata: le dita spostano la lavagna.
fingers-draw = Disegna anche con le dita
pen-mode = Disegna solo la penna
pen-mode-hint = Le dita spostano la lavagna

## Voce
say-offline = Collegamento perso. Le tue modifiche restano qui.
say-online = Di nuovo in linea.
say-drew =
    { $count ->
        [one] { $name }: 1 forma aggiunta
       *[other] { $name }: { $count } forme aggiunte
    }
say-erased =
    { $count ->
        [one] { $name }: 1 forma tolta
       *[other] { $name }: { $count } forme tolte
    }
say-changed =
    { $count ->
        [one] { $name }: 1 forma modificata
       *[other] { $name }: { $count } forme modificate
    }
say-drew-one = { $name } aggiunge: { $shape }
say-erased-one = { $name } toglie: { $shape }
say-changed-one = { $name } modifica: { $shape }
say-somebody = Qualcuno
say-tool = { $tool }: strumento scelto
say-tool-kept = Lo strumento resta dopo una forma
say-tool-not-kept = Dopo una forma torna lo strumento di selezione
say-arranged =
    { $what ->
       *[duplicated] Duplicato
        [connected] Collegato
        [selected] Selezionato
        [copied] Copiato
        [cut] Tagliato
        [removed] Tolto
        [unlocked] Sbloccato
        [pasted] Incollato
        [to-front] In primo piano
        [forward] Un passo avanti
        [backward] Un passo indietro
        [to-back] In fondo
    }: { $count ->
        [one] 1 forma
       *[other] { $count } forme
    }
say-loose =
    { $done }. { $count ->
        [one] 1 linea o freccia ha perso la sua forma e resta dov’è.
       *[other] { $count } linee o frecce hanno perso la loro forma e restano dove sono.
    }
say-order-end = Nessun’altra forma in quella direzione
say-shape = { $shape }, { $place } di { $count }
say-text = «{ $text }»
say-by = di { $name }
say-locked = forma bloccata
place-top-left = in alto a sinistra
place-top = in alto
place-top-right = in alto a destra
place-left = a sinistra
place-middle = al centro
place-right = a destra
place-bottom-left = in basso a sinistra
place-bottom = in basso
place-bottom-right = in basso a destra
say-made = Nuova forma: { $shape }
say-size = Larghezza { $width }, altezza { $height }
say-turn = Rotazione di { $degrees } gradi
say-flip-horizontal = Riflesso in orizzontale
say-flip-vertical = Riflesso in verticale
say-black = nero
say-white = bianco
say-blue = blu
say-red = rosso
say-green = verde
say-orange = arancione
say-violet = viola
say-sky = azzurro
say-teal = ottanio
say-pink = rosa
say-ochre = ocra
say-yellow = giallo
say-own-colour = un colore personalizzato
say-brown = marrone
say-grey = grigio
kind-ink = Tratto
kind-highlight = Evidenziatura
kind-line = Linea
kind-arrow = Freccia
kind-rectangle = Rettangolo
kind-ellipse = Ellisse
kind-diamond = Rombo
kind-text = Testo
kind-note = Nota
kind-image = Immagine

## Aiuto
help-lead = Disegna subito: la penna è pronta. Tutto si salva da sé.
help-hands = Mano, penna e mouse
help-pen = La penna segue la pressione; da quando la usi, le dita spostano la lavagna.
help-two-fingers = Due dita spostano e ingrandiscono.
help-drag = Spazio o il tasto centrale e trascina per spostare la lavagna; Ctrl e la rotella ingrandiscono.
help-typing = Scrivi subito dopo aver fatto una forma e il testo va al suo interno. In ogni altro momento F2, Invio o un doppio clic aprono il testo, e le lettere che sono scorciatoie le eseguono.
help-copies = Alt premuto mentre trascini una selezione la lascia al suo posto e trascina una copia.
help-connecting = Una linea o una freccia che comincia o finisce su una forma la segue quando si sposta; con Ctrl premuto l’estremo resta libero. Da tastiera scegli una o due forme, poi la freccia, e premi Invio: le collega.
help-regions = F6 passa da una parte della pagina all’altra.
help-undo = Annulla riporta indietro ciò che hai fatto nell’ultimo giorno con questo browser, anche dopo aver ricaricato la pagina, ma non ciò che altri hanno cambiato dopo.
help-keys = Tasti

## Tasti
key-delete = Canc
key-enter = Invio
key-shift = Maiusc
key-page-up = Pag su
key-page-down = Pag giù
shortcut-tool-select = Seleziona
shortcut-tool-hand = Sposta la lavagna
shortcut-tool-pen = Penna
shortcut-tool-highlighter = Evidenziatore
shortcut-tool-eraser = Gomma
shortcut-tool-text = Testo
shortcut-tool-note = Foglietto
shortcut-tool-line = Linea
shortcut-tool-arrow = Freccia
shortcut-tool-rectangle = Rettangolo
shortcut-tool-ellipse = Ellisse
shortcut-tool-diamond = Rombo
shortcut-tool-laser = Puntatore laser
shortcut-keep-tool = Tieni lo strumento dopo una forma
shortcut-write = Scrivi nella forma selezionata
shortcut-make-shape = Aggiungi una forma al centro, o scrivi in quella selezionata
shortcut-style-panel = Stile
shortcut-type-down = Testo più piccolo
shortcut-type-up = Testo più grande
shortcut-size-down = Più sottile
shortcut-size-up = Più spesso
shortcut-ink-previous = Colore precedente
shortcut-ink-next = Colore seguente
shortcut-undo = Annulla
shortcut-redo = Ripeti
shortcut-select-all = Seleziona tutto
shortcut-delete = Togli la selezione
shortcut-lock = Blocca o sblocca
shortcut-escape = Annulla il gesto o deseleziona
shortcut-next-shape = Forma seguente
shortcut-previous-shape = Forma precedente
shortcut-left = Sposta la selezione o la lavagna
shortcut-far-left = Sposta più lontano
shortcut-duplicate = Duplica la selezione
shortcut-to-front = Porta in primo piano
shortcut-forward = Porta avanti
shortcut-backward = Porta indietro
shortcut-to-back = Porta in fondo
shortcut-resize-left = Cambia larghezza o altezza della selezione
shortcut-resize-far-left = Ridimensiona a passi più grandi
shortcut-turn-left = Ruota la selezione a sinistra
shortcut-turn-right = Ruota la selezione a destra
shortcut-turn-left-little = Ruota di poco a sinistra
shortcut-turn-right-little = Ruota di poco a destra
shortcut-flip-horizontal = Rifletti in orizzontale
shortcut-flip-vertical = Rifletti in verticale
shortcut-hold-hand = Tieni premuto per spostare la lavagna
shortcut-zoom-in = Ingrandisci
shortcut-zoom-out = Rimpicciolisci
shortcut-zoom-reset = Zoom al 100%
shortcut-zoom-fit = Mostra tutto
shortcut-page-up = Su di una schermata
shortcut-page-down = Giù di una schermata
shortcut-copy = Copia
shortcut-cut = Taglia
shortcut-paste = Incolla
shortcut-picture = Aggiungi un’immagine
shortcut-describe = Descrivi l’immagine
shortcut-theme = Chiaro o scuro
shortcut-focus-mode = Solo la lavagna
shortcut-find = Elenco delle forme, per cercarle e sceglierle
shortcut-next-region = Parte seguente della pagina
shortcut-previous-region = Parte precedente della pagina
shortcut-help = Questo aiuto
shortcut-hood = Dietro le quinte

# Dietro le quinte: la connessione stessa

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
