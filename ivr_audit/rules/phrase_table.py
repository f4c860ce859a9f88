"""The words by which prompts say things, by thing and language; `phrasebook` asks.

A row of `TABLE` is a thing, its columns are languages, and a cell holds patterns for small letters without accents.
Where the absence of a phrase raises a finding the row is generous; where its presence does, it is strict.
"""

from __future__ import annotations

_STAFF = (
    r"(?:operator|receptionist|reception|front desk|representative|rep|agent|attendant|live person|real person|person|"
    r"human|human being|someone|somebody|staff|staff member|team member|team|member of (?:our|the) (?:staff|team)|"
    r"associate|adviser|advisor|specialist|coordinator|scheduler|nurse)s?"
)
_SOMEBODY = (
    rf"(?:(?:the|an?|our|one of our|your|any|next available|available|live|customer|patient) )*(?:\w+ ){{0,2}}{_STAFF}"
)
_ASKED = r"(?:press|dial|say|hold|wait|stay|remain|select|choose|push)"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?|weekdays?|weekends?"
_CLOCK = (
    r"(?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?|to\b|until\b|till\b|through\b|-)|noon\b|midnight\b|o'clock"
    r"|(?:six|seven|eight|nine|ten)(?: thirty)? (?:to|until|till|[ap]\.?m|a m)\b)"
)
_CALL = r"(?:calls?|conversations?|(?:this|these|all(?: of)?(?: our)?|our|the) (?:tele)?(?:phone )?lines?)"
_ABOUT_CALL = (
    r"(?: (?:to|with|from|on|in|at|this|these|us|our|your|number|lines?|office|today|the|and|patients?|clinic|outgoing"
    r"|incoming|inbound|outbound|department|team|members?)){0,5}"
)
_HOW = (
    r"(?:[ ,]+(?:be|being|also|now|both|all|always|sometimes|monitored|and|or|and/or|automatically|transcribed|listened"
    r"|to))*"
)
_NO_ROOM = (
    r"(?<![\d-])(?<!suite )(?<!suite is )(?<!suite number )(?<!room )(?<!unit )(?<!box )(?<!code )(?<!extension )"
)
_NO_STREET = r"(?! (?!(?:or|and|if|in|on|for)\b)(?:\w+ ){1,2}(?:street|avenue|road|drive|boulevard|lane|st|ave|rd)\b)"
_TURN_TO = r"(?:call|dial|ring|phone|contact|go|visit|seek|hang up)"
_NOT_REC = (
    r"(?:(?!\b(?:no|non|ne|pas|nao|nicht|ddim|mensajes?|messages?|mensage\w+|nachrichte?n?|neges)\b)[^.!?]){0,60}"
)

TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "emergency": {
        "English": (
            rf"{_NO_ROOM}9([-. ]?)1\1 ?1(?![-.]?\d){_NO_STREET}",
            r"nine[- ]one[- ]one",
            r"nine[- ]eleven",
            r"emergency (?:room|department)s?",
            r"accident and emergency",
            r"(?:call|dial|contact|ring|phone) (?:the |your )?(?:local )?emergency (?:services|number"
            r"|medical services)",
            r"(?:nearest|closest|local) (?:hospital|emergency|er|e\.r\.?)",
            r"go to (?:the|an) (?:er|e\.r\.?)",
            r"(?:emergenc|life|ambulance|danger)[^.!?]{0,90}(?:999|112|000|nine nine nine|triple nine|triple zero)",
            r"(?:999|112|000|triple zero|triple nine)[^.!?]{0,60}(?:emergenc|life|ambulance)\w*",
            r"a ?(?:&|and) ?e(?= |\.|,|$)",
            rf"(?<!not for )(?<!not in )(?<!not a )(?<!no )life[- ]threatening[^.!?;]{{0,90}}\b{_TURN_TO}",
            rf"{_TURN_TO}\b[^.!?;]{{0,90}} life[- ]threatening",
            r"(?:call|dial|ring|phone|need|send|request|for)(?: \w+)? (?:for )?(?:an|the) ambulance",
            r"(?:call|dial|ring|phone|need|send) (?:for )?(?:an )?ambulances?",
        ),
        "Spanish": (
            r"nueve once",
            r"nueve uno uno",
            r"sala de (?:emergencias?|urgencias?)",
            r"hospital mas cercano",
            r"(?:emergencias?|urgencias?) mas cercan[ao]s?",
            r"(?:emergencia|urgencia|marque|llame)[^.!?]{0,60}112",
        ),
        "French": (
            r"urgences? (?:de l'hopital |hospitalieres? )?(?:les? |la )?plus proches?",
            r"samu",
            r"(?:urgence|danger)[^.!?]{0,60}(?:le|au) (?:15|18|112)",
            r"salle d'urgence",
            r"services? des? urgences?",
            r"services? d'urgence",
        ),
        "Portuguese": (
            r"pronto[- ]socorro",
            r"samu",
            r"inem",
            r"hospital mais proximo",
            r"(?:urgencia|hospital) mais proxim[ao]",
            r"emergencia[^.!?]{0,60}(?:192|112)",
        ),
        "German": (r"notruf", r"notaufnahme", r"rettungsdienst", r"(?:notfall|notfallen|leben)\w*[^.!?]{0,60}112"),
        "Welsh": (
            r"adran (?:damweiniau|achosion brys)\w*",
            r"(?:argyfwng|brys|bygwth bywyd|bywyd mewn perygl)[^.!?]{0,80}999",
        ),
    },
    "crisis": {
        "English": (
            rf"{_NO_ROOM}9([- ]?)8\1 ?8(?![-.]?\d){_NO_STREET}",
            r"nine[- ]eight[- ]eight",
            r"crisis (?:(?:and|or) \w+ )?(?:text |support |help ?|hot ?|life)?(?:line|lines|number|centers?"
            r"|centres?|team|counsell?ors?"
            r"|services?|worker|clinician)",
            r"suicide (?:and crisis |& crisis |prevention )*(?:life|hot|help)?line",
            r"suicide prevention",
            r"samaritans",
            r"lifeline",
            r"116 ?123",
            r"741[- ]?741",
        ),
        "Spanish": (
            r"linea (?:nacional )?(?:\w+ ){0,3}(?:de crisis|(?:contra|del?) (?:la )?(?:prevencion|suicidio)\w*)",
            r"prevencion del suicidio",
            r"(?<![\d-])024",
        ),
        "French": (r"(?:le|au) 3114", r"ligne (?:de crise|d'ecoute)", r"prevention du suicide", r"centre de crise"),
        "Portuguese": (r"cvv", r"prevencao (?:do|ao) suicidio", r"linha de (?:crise|apoio emocional)"),
        "German": (r"telefonseelsorge", r"krisen(?:dienst|telefon|hotline)"),
        "Welsh": (r"samariaid", r"llinell argyfwng"),
    },
    "recorded": {
        "English": (
            rf"{_CALL}{_ABOUT_CALL} (?:is|are|may|might|will|can|could|shall){_HOW}[ ,]+(?:recorded|monitored|taped)",
            r"(?:we|we're|are|is|may|will) (?:may |will |also |do )?record(?:ing)? (?:all |every |this |your "
            r"|our |and monitor )*"
            r"(?:phone |telephone )?(?:calls?|conversations?)",
            r"recorded (?:for|to) (?:quality|training|security|safety|compliance|our|ensure|improve)",
            r"(?:on|over|using) a recorded (?:phone |telephone )?line",
            r"(?:is|be|being) a recorded (?:line|call)",
        ),
        "Spanish": (
            rf"(?:llamadas?|conversacion(?:es)?)\b{_NOT_REC}\b(?:grabad[ao]s?|grabar(?:se|emos)?)",
            r"(?:grabamos|grabaremos) (?:las|todas las|su|esta) (?:llamadas?|conversacion)",
        ),
        "French": (rf"(?:appels?|conversations?|communications?)\b{_NOT_REC}\benregistree?s?",),
        "Portuguese": (rf"(?:ligac(?:ao|oes)|chamadas?|conversas?)\b{_NOT_REC}\b(?:gravad[ao]s?)",),
        "German": (rf"(?:gesprache?|anrufe?|telefonate?)\b{_NOT_REC}\b(?:aufgezeichnet|aufgenommen|mitgeschnitten)",),
        "Welsh": (rf"(?:g?alwad(?:au)?|sgwrs)\b{_NOT_REC}\brecordio",),
    },
    "promotion": {
        "English": (
            r"(?<!for )(?<!for our )(?<!about )special (?:offers?|promotions?|pricing)",
            r"limited[- ]time",
            r"(?<!to )ask (?:us |your \w+ |our \w+ |the \w+ |a \w+ )?about our(?! (?:hours|location|address"
            r"|fees?\b|bill|polic|direct))",
            r"(?:we |we are |we're |is |are )now offer(?:s|ing)?",
            r"(?<!not )now offering",
            r"introducing (?:our|the|a)",
            r"(?:proud|excited|pleased|thrilled|delighted|happy) to (?:announce|introduce|offer)",
            r"(?<!to )download (?:our|the) (?:\w+ ){0,3}app",
            r"did you know (?:that )?(?:we|our|you can)",
            r"(?:\d+|ten|fifteen|twenty|thirty|fifty) ?(?:%|percent) off",
            r"save (?:up to|\d+ ?(?:%|percent))",
            r"(?:follow|like|find) us on (?:facebook|instagram|twitter|tiktok|linkedin|youtube|social)",
            r"new patient specials?\b(?!ist)",
            r"award[- ]winning",
            r"voted (?:the )?(?:best|number one|#1)",
            r"(?<!to )(?:join|sign up for) our (?:\w+ )?(?:newsletter|rewards?|loyalty|membership)",
            r"refer a friend",
            r"(?:get|receive|claim|enjoy) (?:a|your) (?:free|complimentary)",
        ),
        "Spanish": (
            r"(?<!para )oferta especial",
            r"promocion especial",
            r"aproveche (?:nuestr|esta)\w+",
            r"descargue nuestra (?:app|aplicacion)",
            r"pregunte por nuestr[ao]s?(?! horario)",
            r"siganos en",
        ),
        "French": (
            r"offres? speciales?",
            r"telechargez (?:notre|l')\s?appli\w*",
            r"suivez-nous sur",
            r"decouvrez (?:notre|nos)",
        ),
        "Portuguese": (
            r"oferta especial",
            r"(?:baixe|descarregue) (?:o |a )?noss[oa] app?\w*",
            r"siga-nos",
            r"aproveite noss[ao]s?",
        ),
        "German": (
            r"sonderangebote?",
            r"(?:laden|entdecken) sie unsere (?:neue )?(?:app|angebote)",
            r"folgen sie uns auf",
        ),
        "Welsh": (r"cynnig arbennig", r"lawrlwythwch ein ap"),
    },
    "website": {
        "English": (
            r"(?:visit|go to|check out|check|see|view|log ?on to|head to|browse|use|on|at|through|via"
            r"|from) (?:our|the) "
            r"(?:\w+ ){0,2}(?:web ?site|web ?page)",
            r"(?:visit|find|reach|see) us (?:online|on the (?:web|internet))",
        ),
        "Spanish": (r"(?:visite|consulte|vaya a|en) nuestr[oa] (?:sitio|pagina)(?: web| de internet)?",),
        "French": (r"(?:visitez|consultez|rendez-vous sur|sur) notre site", r"notre site (?:web|internet)"),
        "Portuguese": (
            r"(?:visite|acesse|consulte|aceda ao|no)(?: o)? nosso (?:web)?site",
            r"nossa pagina (?:na|da) (?:web|internet)",
        ),
        "German": (r"(?:besuchen sie|auf|unter) (?:unsere[r]?) (?:website|webseite|homepage|internetseite)",),
        "Welsh": (r"(?:ein|i'n|ar ein|yn ein) gwefan",),
    },
    "person": {
        "English": (
            r"(?<!unable )(?<!available )(?<!able )to (?:speak|talk)(?: directly)? (?:to|with)(?! you\b)",
            rf"(?:can|may|could|would like to|wish to|want to) (?:speak|talk)(?: directly)? (?:to|with) {_SOMEBODY}",
            rf"to (?:reach|get|be connected (?:to|with)|be transferred to) {_SOMEBODY}",
            rf"{_ASKED}\b[^.!?]{{0,25}} for (?:(?:the|an?|our|next available|live) )+(?:\w+ )?{_STAFF}",
            rf"for (?:the|an?|our)(?: live)? {_STAFF},? (?:please )?{_ASKED}",
            rf"(?:next )?available (?:\w+ )?{_STAFF}",
            rf"(?:connect|transfer|put)(?:ed|ing)? you (?:through )?(?:to|with) {_SOMEBODY}",
            rf"{_STAFF} will (?:be with you|answer|help|assist|take your call|pick up)",
            r"speak (?:to|with) (?:us|someone|somebody)\b",
        ),
        "Spanish": (
            r"hablar con",
            r"con (?:un|una|el|la|nuestr[oa]) (?:operador|operadora|recepcionista|representante|agente|persona)",
            r"(?:un|una|nuestr[oa]s?) (?:operador|operadora|recepcionista|representante|agente)s?",
            r"para (?:la )?(?:recepcion|operadora)",
        ),
        "French": (
            r"parler (?:a|avec|directement)",
            r"joindre (?:un|une|la|le|notre) \w+",
            r"(?:un|une|notre|nos|la) (?:conseiller|conseillere|receptionniste|operateur|operatrice"
            r"|standardiste|secretaire)s?",
        ),
        "Portuguese": (
            r"falar com",
            r"(?:um|uma|nosso|nossa|dos nossos) (?:atendente|operador|operadora|rececionista|recepcionista"
            r"|assistente)s?",
        ),
        "German": (
            r"mit (?:\w+ ){1,4}(?:zu )?sprechen",
            r"(?:einem|einer|unserem|unserer|unseren) mitarbeiter\w*",
            r"zum empfang",
        ),
        "Welsh": (r"siarad (?:a|ag|gyda|efo)", r"derbynnydd", r"derbynfa", r"gweithredwr"),
    },
    "opening_hours": {
        "English": (
            r"our (?:\w+ ){0,3}hours (?:of \w+ )?are(?! (?:available|listed|posted|on our|changing))",
            r"(?:office|business|opening|clinic|normal|regular|working|store|surgery"
            r"|phone) hours (?:of \w+ )?are(?! (?:available|listed|posted))",
            r"hours of (?:operation|business) are",
            r"(?:are|is|'re|'s) open (?:from|between|every|daily|until|24|seven|\d[\d:]*(?: ?[ap]\.?m)?|on|all day)",
            rf"open (?:from |on )?(?:{_WEEKDAY})",
            rf"(?:{_WEEKDAY})\b[^.;!?]{{0,70}}\b{_CLOCK}",
            rf"\b{_CLOCK}[^.;!?]{{0,40}}\b(?:{_WEEKDAY})",
            rf"(?:from|between) {_CLOCK} (?:to|until|till|and|through) {_CLOCK}",
            r"from \d{1,2}(?::\d\d)? to \d{1,2}(?::\d\d)?,? (?:every day|daily|seven days|7 days)",
            r"open 24 hours",
            r"24/7",
        ),
        "Spanish": (
            r"nuestro horario (?:\w+ ){0,3}es",
            r"de las \d[\d:]*(?: de la \w+)? a las \d",
            r"(?:estamos|esta) abiert[oa]s? (?:de|desde|los|todos)",
            r"de lunes a \w+",
        ),
        "French": (r"nos horaires (?:\S+ )?sont", r"ouverte?s? (?:du|de|tous|le|les)", r"du lundi au \w+"),
        "Portuguese": (
            r"nosso horario (?:\S+ ){0,3}e\b",
            r"de segunda a \w+",
            r"segunda a sexta",
            r"abert[oa]s? (?:de|das|todos)",
        ),
        "German": (r"(?:offnungszeiten|sprechzeiten|sprechstunden|burozeiten) (?:sind|lauten)", r"montags? bis \w+"),
        "Welsh": (r"oriau agor (?:yw|ydy)", r"ar agor (?:o|rhwng|bob|dydd|ddydd)", r"d?dydd llun (?:i|tan) \S+"),
    },
    "urgent": {
        "English": (
            r"(?<!not )(?<!non-)(?<!non )(?<!n't )urgent(?:ly)?(?! care)",
            r"(?:can(?:no|')t|can not|could not) wait",
            r"on[- ]call",
            r"after[- ]hours (?:\w+ )?(?:line|service|nurse|number|care|support|emergenc\w+|doctor|provider|team)",
            r"answering service",
            r"page (?:the|our|an?|your) \w+",
            r"pager",
            r"be paged",
            r"out[- ]of[- ]hours",
            r"nurse advice line",
            r"emergency (?:line|number|pager|contact)",
            r"(?:call|dial|ring) (?:nhs )?(?:111|one one one)",
            r"nhs 111",
            r"emergenc(?:y|ies)\b[^.!?]{0,40} (?:press|call|dial|stay|hold|say)(?! (?:the )?(?:9[- ]?[19]|112|nine))",
            r"(?:go to|visit|to) (?:the|an|your) (?:\w+ )?urgent care",
        ),
        "Spanish": (r"(?<!no )(?<!no es )urgentes?", r"de guardia", r"no puede esperar", r"fuera del? horario"),
        "French": (
            r"(?<!non )(?<!non-)(?<!not )(?<!n't )(?<!pas )urgente?s?(?! care)",
            r"de garde",
            r"ne peut (?:pas )?attendre",
            r"en cas d'urgence",
        ),
        "Portuguese": (r"(?<!nao )(?<!nao e )urgentes?", r"de plantao", r"nao pode esperar"),
        "German": (r"(?<!nicht )dringend\w*", r"bereitschaftsdienst", r"notdienst", r"116 ?117"),
        "Welsh": (r"(?<!nid yw'n )brys", r"y tu allan i oriau"),
    },
    "returned": {
        "English": (
            r"return (?:your|all|any|every|each|these|messages|calls|the call)",
            r"(?:be|are|is|get) returned",
            r"(?:call|calling|phone|ring)(?: \w+)? back(?! (?:later|during|after|tomorrow|on|at|when|between"
            r"|if|another))(?<!us back)",
            r"(?:get|be|getting) back (?:to|with) you",
            r"be in touch",
            r"messages? (?:\w+ ){0,4}answered",
            r"answer (?:your|all|every|each|these) messages?",
            r"call(?:ing)? you (?:within|by|on the|the next|as soon)",
            r"(?:respond|reply|contact you|reach out to you|heard? (?:back )?from us)",
            r"receive a (?:call|response|reply)",
            r"(?:by|on) the (?:(?:end|close|morning) of )?(?:the |this )?(?:next |following )?(?:business|working) day",
            r"(?:we|we'll|someone|somebody|staff|team|doctor|nurse)\b[^.!?;]{0,30}"
            r"\bcalls? (?:you |all callers |everybody )?back",
        ),
        "Spanish": (
            r"(?:devolver|devolvere)\w* (?:su|la|las|todas|sus) (?:\w+ )?llamadas?",
            r"(?:le|les|lo) (?:llamaremos|contactaremos|responderemos)",
            r"(?:nos pondremos|nos comunicaremos)",
        ),
        "French": (r"(?:vous|te|nous) rappel\w+", r"rappeler(?:ons)?", r"vous (?:recontacter|repondr)\w+"),
        "Portuguese": (
            r"retorn(?:ar|are|a)\w* (?:a |o )?(?:sua|seu|su)",
            r"ligaremos",
            r"entraremos em conta[c]?to",
            r"devolver\w* a (?:sua )?chamada",
        ),
        "German": (r"(?:rufen|rufe) (?:wir |ich )?sie[^.!?]{0,50} zuruck", r"zuruckrufen", r"ruckruf", r"melden uns"),
        "Welsh": (r"(?:ffonio|galw)\S*(?: \S+)? (?:yn )?ol", r"dychwelyd eich galwad"),
    },
    "relay": {
        "English": (
            r"tty",
            r"tdd",
            r"t\.t\.y\.?",
            r"t\.d\.d\.?",
            r"teletype(?:writer)?s?",
            r"text ?phone",
            r"video ?phone",
            r"relay (?:services?|calls?|operators?|uk|number)",
            r"(?:by|through|via|using|use|text|video) relay",
            rf"{_NO_ROOM}7([-. ]?)1\1 ?1(?![-.]?\d){_NO_STREET}",
            r"seven[- ]one[- ]one",
            r"deaf(?:blind)?",
            r"hard[- ]of[- ]hearing",
            r"hearing[- ](?:or speech[- ])?(?:impaired|impairments?|loss|disabilit\w+)",
            r"sign language",
            r"18001",
            r"bsl",
            r"text (?:us|our (?:office|clinic|practice|team)|this number)",
            r"text \S+ to \d+",
            r"send (?:us )?a text",
        ),
        "Spanish": (
            r"sord[oa]s?",
            r"problemas? (?:auditiv|de audicion)\w*",
            r"(?:discapacidad|dificultad)\w* (?:auditiv|para oir)\w*",
            r"servicio de (?:relevo|retransmision)",
        ),
        "French": (r"sourde?s?", r"malentendante?s?", r"service de relais"),
        "Portuguese": (r"surd[oa]s?", r"deficien\w+ auditiv[ao]s?"),
        "German": (r"gehorlose?n?", r"schwerhorige?n?"),
        "Welsh": (r"byddar", r"trwm (?:eu|ei) c?h?lyw"),
    },
}
