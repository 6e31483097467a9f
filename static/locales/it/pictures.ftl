### Le immagini sulla lavagna; si caricano con la prima.

picture-added = L’immagine è sulla lavagna. Una descrizione aiuta chi non può vederla.
picture-waits = L’immagine è conservata su questo dispositivo e sarà inviata quando torna la rete.
picture-unreadable = Questo file non si può leggere come immagine. Salvalo come PNG o JPEG e riprova.
picture-too-large = Questa immagine è troppo grande. Rimpiccioliscila e riprova.
picture-quota = Questa lavagna ha già tutte le immagini che può avere. Togline qualcuna o usa un’altra lavagna.
picture-no-room = Il server non ha spazio su disco per le immagini. Si può continuare a disegnare.
picture-refused-code = Il server non ha accettato l’immagine ({ $code }). Aggiungila di nuovo.
pictures-many = Si aggiungono al massimo { $count } immagini alla volta. Aggiungi le altre dopo.
describe = Descrivila
describe-select = Seleziona un’immagine per descriverla.

picture-mark = Un’immagine in arrivo
picture-sending = L’immagine viene inviata
picture-waiting = Attende la rete
picture-refused = Non è sulla lavagna
picture-cancel = Annulla questa immagine
picture-cancelled = L’immagine non è stata aggiunta.
picture-save = Salvala
picture-retry = Riprova
picture-waits-here = Ora l’immagine non si può inviare. Lascia aperta questa pagina: sarà inviata quando torna la rete.
picture-full =
    { $count ->
        [one] L’immagine non è stata aggiunta: troppe attendono già l’invio.
       *[other] { $count } immagini non sono state aggiunte: troppe attendono già l’invio.
    } Si può continuare a disegnare; aggiungine altre quando quelle sono inviate.
pictures-coming = Si stanno prendendo le immagini dell’altra lavagna.
pictures-missing =
    { $count ->
        [one] Un’immagine dell’altra lavagna non si è potuta prendere ed è rimasta fuori.
       *[other] { $count } immagini dell’altra lavagna non si sono potute prendere e sono rimaste fuori.
    } Copiale di nuovo lì e incollale.
