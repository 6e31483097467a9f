### Testi che solo il server scrive, nelle sue pagine.

## Dappertutto
new-board = Nuova lavagna
to-start-page = Pagina iniziale
language = Lingua
theme = Tema
theme-system = Come il dispositivo
theme-light = Chiaro
theme-dark = Scuro
save = Salva
cancel = Annulla
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
home-join-label = Scrivi il codice della lezione, o incolla il link
home-join = Entra
home-join-nonsense = Questo non è né un codice né il link di una lavagna. Un codice ha 7 lettere e cifre; un link è fatto così: https://…/b/ seguito da 22 lettere e cifre.
home-join-elsewhere = Questa lavagna si trova su un altro server.
home-join-open = Aprilo su
home-recent = Le tue lavagne
home-recent-hint = Questo elenco si trova solo in questo browser.
home-forget = Togli dall’elenco
home-forgotten = Tolta dall’elenco.
home-fact-saved = Salvato vuol dire su disco: ciò che risulta salvato non va perso.
home-fact-private = Niente tracciamento, niente cookie, nessun altro server.
home-learn = Come funziona
home-fact-open = Software libero, anche sulla tua macchina.

## Pagine per ciò che è andato storto
error-not-found-title = Qui non c’è niente
error-not-found-text = Questa pagina non esiste. Controlla l’indirizzo o riparti dalla pagina iniziale.
error-board-title = Lavagna inesistente
error-board-text = Controlla ogni lettera e ogni cifra del link, oppure apri una nuova lavagna.
error-code-title = Nessuna lezione è aperta con questo codice
error-code-text = Forse una lettera è sbagliata, o la lezione è finita. Rileggi il codice, o chiedi all’insegnante quello nuovo.
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
region-status = Pagine e salvataggio
region-notices = Avvisi
canvas-label = Lavagna
canvas-description = Disegna con penna, dito o mouse. Tab seleziona la forma seguente, le frecce spostano la selezione, Canc la toglie. Control e F aprono l’elenco delle forme. F6 porta agli strumenti e indietro. Il punto interrogativo mostra tutti i tasti.
loading-share = Parte della lavagna già caricata
back-to-content = Torna al disegno
hint-title = Disegna dove vuoi.
hint-text = Chi ha il link lo vede mentre disegni.
hint-pen = penna
hint-eraser = gomma
hint-move = e trascina per spostarti

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
tool-part-eraser = Gomma parziale
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
style-mixed = Diversi nella selezione

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
settings = Impostazioni
settings-hint = Tema, lingua, tasti…
settings-text = Solo per questo browser. Ogni modifica vale subito.
settings-drawing = Disegno
settings-access = Tasti e voce
palette-menu = Tutti i comandi
snap-shapes = Allinea le forme tra loro
large-controls = Comandi grandi
large-controls-hint = Per proiettori e schermi grandi
single-keys = Tasti di una lettera
single-keys-hint = P per la penna, E per la gomma…
speak-changes = Annuncia le modifiche
speak-changes-hint = Per i lettori di schermo
find-menu = Trova una forma
clear-page = Svuota la pagina…
help = Aiuto e tasti

## Persone
your-name = Il tuo nome
somebody-else = Sono un’altra persona
name-card-title = Come ti chiami?
name-card-text = Gli altri ti vedono come
name-later = Più tardi
guest-names = Ospite Tasso, Ospite Orso, Ospite Castoro, Ospite Gru, Ospite Cervo, Ospite Delfino, Ospite Falco, Ospite Volpe, Ospite Lepre, Ospite Riccio, Ospite Airone, Ospite Koala, Ospite Lince, Ospite Marmotta, Ospite Talpa, Ospite Lontra, Ospite Gufo, Ospite Panda, Ospite Pettirosso, Ospite Foca, Ospite Cigno, Ospite Tigre, Ospite Tartaruga, Ospite Balena

## Condivisione
hand-raise = Alza la mano
lesson = Lezione
share = Condividi
share-title = Condividi questa lavagna
share-text = Chi ha il link può disegnare qui.
share-local = Questo link funziona solo su questo computer. Per la classe apri Lavagna all’indirizzo che il server ha scritto all’avvio, oppure imposta PUBLIC_URL.
share-link = Link
qr-title = Mostra il codice in grande
qr-text = A tutto schermo, per il proiettore
qr-screen-title = Inquadra per entrare
qr-alt = Codice QR del link di questa lavagna

## Cancellare
clear-confirm = Svuota
bring-back = Recupera una pagina svuotata…
bring-back-title = Quale vuoi recuperare?
bring-back-text = Tutto ciò che era sulla pagina torna per tutti. I disegni più recenti restano.

## Stato
status-incomplete = Manca una parte della pagina, riprovo
status-outdated = Ricarica la pagina: il server ha una versione più nuova
try-now = Riprova ora

## Avvisi
paste-menu = Incolla dagli appunti
picture-menu = Aggiungi un’immagine
export-menu = Salva una copia
describe-title = Descrivi l’immagine
describe-text = In una frase: che cosa dovrebbe sapere chi non può vederla?
pen-mode = Disegna solo la penna
pen-mode-hint = Le dita spostano la lavagna

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
