"""Words that phone menus are made of, in the languages that are read: alone they tell nobody's name.

Every word that a rule looks for is one of them (tests/test_redact.py), so that what hides names hides none of these.
They stand without accents.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_ENDINGS: Final = ("'s", "’s", "s", "es", "ed", "ing", "er", "ers", "ly")
_STEMS: Final = (
    "ambulanc", "counsel", "deficien", "devolver", "dificultad", "disabilit", "discapacidad", "dringend", "emergenc",
    "finish", "mensage", "mitarbeiter", "notfall", "prevencion", "psychiatr", "rappel", "record", "recontacter",
    "repondr", "suicid", "threat",
)  # fmt: skip
"""Beginnings by which rules know a word, whatever its end."""
_TEXT: Final = """
    aapp abert abiert able about ac accept accepts access accident account accounting accounts aceda acesse achosion
    acht across active add additional address admin administration administrator admissions adran ads advance advanced
    advice adviser advisor after afternoon afternoons afterwards ag again agent agente agents agor agree agreed ahead
    aide al aleman alemao alert alerts all alla allan allemand allergy allow allwedd almaeneg almohadilla also
    alternate alternating although alwad always am ambulance ambulances american amount an and anesthesia angebote
    anglais animal announce announced announcement announces another anrufe answer answered answering answers any
    anything ao ap apart aperte aplicacion apoio apologies app appeals appeler appels appli appliance appointment
    appointments appuyant appuyer appuyez apriete april aproveche aproveite ar arabe arabic arbennig are argue
    argyfwng around as ask asked asking asks assessment assist assistant assistants assistente associate asterisco
    asterisk asterisque at ate atendente attempts attendance attendant attendre attorney attorneys au audicion audio
    audit auditiv auf aufgenommen aufgezeichnet august auto automated automatically automotive autre autumn available
    ave avec avenue average award away awr back backup baixe bangla bank barge be because beep before begin beginning
    begins behavioral behavioural behind being belongs benefits bengali bereitschaftsdienst besides best besuchen
    betatigen better between big bill billed billing bills birth birthday bis bitte blind board bob body boite
    bookings bookkeeper bookkeeping boss botao both boton botwm boulevard bouton box boxes br branch breakfast brewer
    bring browse brys bsl building burozeiten bus buses busiest business busy but button buttons buz buzon by byddar
    bye bygwth bypass bywyd ca caixa call callback called caller callers calling calls calm camp campus can cancel
    cannot cantonese capacity card cardinal cardiologist cardiology cards care carefully caring carre carregue cas
    case cases cash cashier castellano cat caterer causes cell cent center centers central centre centres cercan
    cercano cero cerrado cerrados chair chamada chamadas chance change changed changes changing chart che check
    checked checks cheerful chef chi chief chiffre chiffres childcare children chines chinese chino chinois chiro
    chiropractic chiropractor choice choices choisissez choose choosing chose chosen church chwech cinco cinq city
    claim claims clash classroom clavier cleaning clerk client clients clinic clinician clinics clock close closed
    closes closest closing cna co coach code codigo college com come comes coming comma comment comments
    communications community company compared complains complaints compliance complimentary composez comunicaremos con
    concerning confirm confirmation confirmed connect connected connecting conseiller conseillere construction
    consultation consultations consulte consultez conta contact contactaremos contra contractor control conversacion
    conversas conversations convert cook coordinator copy coreano coreen corner cosmetic could counseling counsell
    counselling counselor counselors count country counts county court covered cpa creole crew crise crisis critical
    crown cuando cuatro cuelgue cuenta currently customer customers cut cvv cy cymraeg cynnig da daily damweiniau
    danger dangling dank dans das data date dates dau day days dc dda ddim dds ddydd de dead deaf deals dean december
    decide decouvrez deep deeper default defaults deficien deg deialwch dejar del delete delighted delivery demanded
    den dental dentist dentistry dentists dentro denture department depot deputy der derbynfa derbynnydd dermatology
    des descargue descarregue desde design desk desligue detective determine deutsch deux devolver devolvere dewis
    dewiswch dez di dia diagnostics dial dialling dias did didn die dienst diese diez differ difference different
    differs difficult diffuse dificultad diga digit digitar digite digito digitos digits dim diolch direct directement
    directions directly director directory disabilit disagree disagreement discapacidad discharge disconnect
    disconnects dispatch dispatcher dispensary disque district dites diwrnod dix dmd do doce doctor doctors documents
    does dog doing dois don done doom door dos dot douze download doze dpm dr drei dringend drive driver drucke
    drucken druecken du due duplicate duration during duty dvm dychwelyd dydd dywedwch each early eastside easy ecoute
    ed edu effective efo ei eich eight eighteen ein eine einem einer eines eins either el elective electric
    electrician eleven elf eligibility elija else elsewhere em email emergenc emergencia emergencias emergencies
    emergency emocional emos empfang employees en end endodontics ends enfermera enfoncez engineer engineering
    englisch english enjoy enough enregistree enrollment enrolment ensure entdecken enter entering enters entraremos
    entrez entries entry equipment er error es escalated escalates escalation escoja escolha espagnol espanhol espanol
    especial esperar esq est esta estamos estate estrela estrella et etoile eu evaluation even evening evenings ever
    every everybody everyone everything example except excited excluding excuse executive exist exit exits expert
    experts explain ext extension extensions external eye facebook facility faculty failed faites falar fale falls
    families family far farm farsi fault favor fax february fecha fees fertility few fewer fewest fewn ffonio ffrangeg
    field fifteen fifth fifty file filipino fills finance find finds finish fire first fit fitness fits five floor
    florist fois folgen follow following follows foot for form format forms fortnight fortnightly forty found
    foundation four fourteen fourth fr francais frances franzosisch free french fri friday friend from front
    frustrated fuenf fuera full funf fur further fysell gal gallery galw galwad gap garage garde gato geburtsdatum
    gehorlose general generally german gesprache get gets getting give given gives gli go goes good goodbye got gov gp
    grabad grabamos grabar grabaremos gracias graph gravad grazie great greeted greeting grooming group groups guardia
    guest guidance guild guy gwaith gwasgwch gwefan gweithredwr gwelwch gyda gydag gyfer gym gymraeg hablamos hablar
    had haitian half hand handle handles hang hanging hangs hangup happen happens happy hard has hash have he head
    health healthy hear heard hearing hears heated heating heb held hello help helps her here hers herself heure
    heures higher him hindi hit hmong hmoob hold holding holds holiday holidays home homepage hopital hops hora
    horaires horario horas hospice hospital hospitalieres hot hotel hotline hour hourly hours house housekeeping how
    however huit human hundred hung hygiene hygienist iaith ich id idea identification idioma ies if ignore ihre ihrer
    il imaging immediately impaired impairments implant improve in inbound inc incoming incomplete independent inem
    inf info information infusion ing ingles innerhalb inpatient input insist inspection instagram instead institute
    insurance insurer insurers intake integrative inter intercept intercepts intern internal internet internetseite
    internist interruptible into introduce introducing invalid is issue ist it italian italiano italien italienisch
    items its itself ivr january japanese japonais japones job jogo join joindre jour jours jr july jump june just
    justice kein keine key keypad keys kind kindly kitchen knew know known knows korean kreyol krisen la lab
    laboratory laden land landlord landscaping lane language languages langue las last late later laughs lauten law
    lawrlwythwch lawyer lawyers le lead leads learn leasing least leave leben left legal legen lei length lens lenses
    les less let letters level levels librarian library lie lies life lifeline ligac ligaremos ligne like limited
    limits line linea lines lingua linha linkedin list listed listen listened listener listening listens live ll
    llamadas llamaremos llame llc llinell llp llun lo load loan lobby local location log login lone long longer
    longest looked looks loop los loss lounge lower loyalty lpn ltd luck lunch lundi lunes ly lyw machine mae mail
    mailbox main maintenance mais major make makes mal malentendante manager managers manages mandarin many map marca
    marcando marcar march mark marketing marque mart mas massage match maternity matter max may md me mean mechanic
    mediation medic medical medication medications medicine melden member members membership men mensage mensagem
    mensaje mensajes mentioned mentions menu menus merci message messagerie messages mewn midnight midwife midwives
    might million min minute minuten minutes minuto minutos mismatch missing mit mitarbeiter mitgeschnitten mm mobile
    modern moment mon monday monitor monitored montags month monthly more morning mornings mortgage most mostly motor
    move moved mr mrs ms municipal munud museum music must mx my na nachricht nachrichte nacimiento nacional nadie
    naissance name named names nao national native naw nd ne nearest need neges neither nes nesday net neu neue neuf
    neun neurology never new newsletter next nfd nghymraeg nhs ni nicht nid nie night nightly nine nineteen no nobody
    node nodes non none noon nor normal normally north northern northside nos noss nossa nosso nossos nostro not
    notary notaufnahme notdienst notfall notfallen nothing notice notre notruf nous nove november now np npi nuestr
    nuestra nuestro nueve nuevo null number numbers numeral numero nummer nunca nurse nursery nurses nursing nutrition
    nutritionist oa obrigado obstetrics occupational ocho october od oder oes of oferta off offer offered offering
    offers office offnungszeiten offres offs often oh oir oito ol old omitir on once oncology one online only ons onze
    oo opcao opcion open opening openings operador operadora operateur operation operations operator operators
    operatrice oprima oprime oprimiendo oprimir opsiwn optician opticians option options optometrist optometry or oral
    order orders org oriau original ors orthodontic orthodontics orthodontist orthopaedic orthopedic os osteopath
    other others otherwise otr ou our out outbound outgoing outpatient outr outside ouverte over overflow overlap own
    owner pa paediatric page paged pager pages pagina paid pain painting panjabi para paralegal paralegals parent
    parents parish parking parler partner partners pas pass passed password past pastor path patience patient patients
    pattern pay payment payroll pays pediatric pediatrics pedwar peidiwch people per percent percentage performance
    periodontics periods persian person persona perygl pet peut pharmacist pharmacists pharmacy phd phlebotomy phone
    phones phoning physical physician physicians physio physiotherapist physiotherapy pick picks pilipino pin ping
    pitch pizza place plain plan plantao planted play played playing plays plazo plc please pleased plumber plumbing
    plus pm pode podiatrist podiatry point points polaco polic police policy polish polonais polski polsku pondremos
    pong por portal portugais portugiesisch portugues portuguese post postal posted pound pour practice practices
    prazo pregunte prema premere premier prescription president presiona presionar presione press pressed presses
    pressez pressing pressionar pressione prevencao prevencion prevention pricing prima primary principal printed
    printing prior private problemas proches production prof profile program progress project promise promised
    promises promocion promotion promotions prompt prompts pronto properties property proud provider providers proxim
    proximas proximo psychiatric psychiatrist psychiatry psychologist psychology pt public puede pulsa pulsar pulse
    pump punch punjabi purchasing purview push put puts pwyso pwyswch quality quand quando quatre quatro que question
    questions queue quick quickest raccrochez radiology rappel rappeler rarely raute rautentaste rautetaste rd re
    reach reached reaches real realty reason rececionista receipt receiv receive recepcion recepcionista reception
    receptionist receptionniste recontacter record recorded recording recordings recordio records recovery reecouter
    refer reference refill refills refused regarding registrar registration regular rehab rehabilitation relais
    related relay relevo remain remaining reminder reminders rendez renewals rental rentals rep repair repairs repeat
    repeats repete repeter repetir repita replay reply repondr reported reports representante representative
    representatives request research reservations residence residents resolution resource resources respond
    responderemos response rest restarted restaurant results retail retorn retransmision retry rettungsdienst return
    returned returns reused review reviewed rewards rhif rhwng right ring ringing rings rn road romana romanian room
    round routes row rs rsday ruckruf rufe rufen rule rules ruso russe russian russo rx saesneg safety sagen said
    saith sala sales salle salon saltar samariaid samaritans same samu sans sat satisfaction satur saturday sauter
    save say saying says sbaeneg schedule scheduler scheduling schema school schwerhorige science sday se season sechs
    second seconds secretaire secretary security see seek segunda seguro seis seleccione selecione select selectionnez
    self sem semaine semana send senior sent sept september seren series sero served serves service services servicio
    set sete settled seu seven seventeen seventy several severity sexta sgwrs shall share shared she shelter shift
    ship shipping shop short shorten shorter shortest should si siarad sie sieben siete siga siganos sight sign
    signing signo silence silent simply sin since sincerely sind single sink site sitio sitter situation six sixteen
    sixty skin skip skippable skipped slash sleep slip slow small smaller smile smiles so social society socorro
    solutions somali some somebody someone something sometimes sonderangebote sono sont soomaali soon sooner sord
    sorry sourde sous south southern southside spa span spanisch spanish speak speakers speaking special speciales
    specialist specialists specials specialty specific speech spell spent spine spoke spoken sport sports sprache
    sprechen sprechstunden sprechzeiten spring sr ss ssn st stadium staff staffed standard standardiste star start
    starting starts stated station status stay staying step stern sterntaste still stock store storm story straight
    street stuck student studies studio stunde stunden su sua sub subscriber such suicide suicidio suite suivez summer
    sun sunday superintendent supervisor supplier supplies supply support sur surd surely surgeon surgeons surgery
    surgical surname sus sustenido switchboard system table tag tagalog tage tailor take takes tale talk tan taped
    tapez target tastatur taste tax taxpayer tdd te teacher teachers team tech technical technician technologies tecla
    teclado teclar tecle teclee tele telechargez telefon telefonate telefono telefonseelsorge telephone telephony
    teletype tell tells temporarily ten test text th than thank thanks that the theater theatre their them then
    therapist therapists therapy there these they thing things third thirteen thirty this those though thousand threat
    threatening three thrice thrilled through thru thu thurs thursday ticket tieng tiktok till time timeout times
    timezone tippen tire to todas today todos told tomorrow tone tonight too top topic topics touch touche touchez
    tours tous towing town trade train trained trainer training trains transcribed transfer transferred transfers
    transport transportation trap travel travels treasurer treatment tree trees tres tri triage tries triple trois
    true trust trwm try tty tu tue tues tuesday turkce turkish turn tutor twelve twenty twice twitter two types
    typical typically uberspringen uk ukrainian um uma un una unable und under une unfortunately unhandled uninformed
    unit united university unknown unless uno unreachable uns unsere unserem unseren unserer unserved unstaffed unter
    until up ur urday urdu urgen urgenc urgence urgences urgencia urgencias urgent urgente urgentes urology us use
    using usted usual usually utilities vacation vaya ve veces velha very vet veterinarian veterinary vezes via video
    vielen vier viet vietnamese vietnamien vietnamita view vision visit visite visitez vocale voce voice voicemail
    volunteer volunteers von voted votre vous waehlen wahle wahlen wait waited waiting waits wales walk wall want
    wanted wants ward warehouse warn warning warnings warranty was wasn water way we weaker wearer web webseite
    website wed wedi wednes wednesday week weekday weekdays weekend weekends weekly weeks weight welcome well wellness
    welsh wenn went were werktag west western westside what whatever when whenever where whether which while who
    whoever wholesale whom whose why wiederholen will winning winter wir wish with within without wo woche woman women
    word work worker working works worst would wound write writer wrong www wyth wythnos yaml yard ydy year yes yet yn
    you your youth youtube yr yw zahl zehn zero ziffer ziffern zip zone zu zum zuruck zuruckrufen zwei zwo zwolf по
    русски русскии русском украінська украінською اردو العربية فارسی 한국어 中文 國語 廣東話 日本語 普通话 粵語
"""
_WORDS: Final = frozenset(_TEXT.split())


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word, or what it is made of by an ending, is one that tells nobody's name; a letter or figures are.

    >>> is_ordinary("Receptionists"), is_ordinary("Joyce")
    (True, False)
    """
    plain = _plain(word)
    stems = [plain, *(plain.removesuffix(ending) for ending in _ENDINGS)]
    if len(plain) < 2 or not any(map(str.isalpha, plain)):
        return True
    return any(stem in _WORDS for stem in stems if len(stem) > 2 or stem == plain) or plain.startswith(_STEMS)


def _plain(word: str) -> str:
    """A word in small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
