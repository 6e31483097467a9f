### Testi che la pagina di una lavagna mostra senza caricare altre parti.

## Dappertutto
untitled-board = Lavagna senza nome
close = Chiudi
dismiss = Nascondi
copy = Copia
undo = Annulla

## Lavagna: parti e area di disegno
loading = Caricamento

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
has-pen = Ha la penna
hand-place = Mano alzata: { $place }
person-more = Azioni per { $name }
go-to-person = Vai dove si trova { $name }
person-nowhere = { $name } non ha ancora indicato alcun punto.
name-changed = Ora gli altri ti vedono come { $name }.
# Separati da virgole; uno viene scelto per chi non ha ancora un nome.
guest = Ospite

## Cancellare
brought-back =
    { $count ->
        [0] È già tutto sulla pagina.
        [one] Recuperata, 1 forma
       *[other] Recuperata, { $count } forme
    }
brought-back-by = { $name } ha recuperato una pagina svuotata.

## Stato
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
status-frozen =
    { $count ->
        [0] Bloccata dall’insegnante
        [one] Bloccata, 1 conservata qui
       *[other] Bloccata, { $count } conservate qui
    }
status-stopped = Fermo
title-people =
    { $count ->
        [one] { $name } · 1 persona
       *[other] { $name } · { $count } persone
    }

## Avvisi
only-board = I comandi sono nascosti. Premi Esc per mostrarli.
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
paste-drawing = I disegni di altri programmi non si possono ancora incollare.
paste-long-text = Questo testo è troppo lungo da incollare: al massimo 100.000 lettere. Copiane di meno.
paste-nothing = Negli appunti non c’è nulla che si possa incollare qui.
paste-by-key = Il browser non lascia che un pulsante legga gli appunti. Premi { $key } V per incollare.
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
stopped-forbidden = Questa lavagna non ti lascia entrare.
stopped-out = Un insegnante ti ha tolto da questa lavagna. Chiedi di poter rientrare, poi ricarica.{ $count ->
    [0] { "" }
    [one] {" "}Una tua modifica non è stata inviata. Resta su questo dispositivo; selezionala per copiarla.
   *[other] {" "}{ $count } tue modifiche non sono state inviate. Restano su questo dispositivo; selezionale per copiarle.
}
stopped-closed = Questa lavagna non lascia entrare nessuno di nuovo. Chiedi all’insegnante il codice della lezione, o di aprire la porta, poi ricarica.
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
say-group = gruppo di { $count } forme
say-text = «{ $text }»
say-undescribed = senza descrizione
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

## Pagine
page-place = Pagina { $place } di { $count }
page-gone = Pagina eliminata
on-page = A pagina { $place }
