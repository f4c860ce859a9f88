"""The evidence rules rest on, each source once: vendors' manuals, speech rates, queueing, surveys."""

from __future__ import annotations

from ivr_audit.rules.sources import Source

# Vendors' manuals
TEAMS_CALL_QUEUE = Source(
    "Microsoft Teams call queues", "vendor", "C", "https://learn.microsoft.com/powershell/module/teams/new-cscallqueue"
)
FREESWITCH_DEMO_IVR = Source(
    "FreeSWITCH, sample menu demo_ivr.xml",
    "vendor, sample",
    "C",
    "https://github.com/signalwire/freeswitch/blob/master/conf/vanilla/ivr_menus/demo_ivr.xml",
)
GENESYS_TIMEOUTS = Source(
    "Genesys Cloud, calculating timeout behavior",
    "vendor",
    "C",
    "https://help.mypurecloud.com/articles/calculating-timeout-behavior/",
)
RINGCENTRAL_QUEUES = Source(
    "RingCentral call queues", "vendor", "C", "https://support.ringcentral.com/s/article/Call-Queue-Overview"
)
VILLANOVA_ZOOM = Source(
    "Villanova University, Zoom Phone",
    "vendor",
    "C",
    "https://villanova.teamdynamix.com/TDClient/2759/UNIT/KB/ArticleDet?ID=159862",
)
MITEL_MICOLLAB = Source(
    "Mitel MiCollab, configuring the main menu",
    "vendor",
    "C",
    "https://micollab.ci.piedmont.ca.us/portal/Help/en_US/enduser/calldir/configuring_main_menu.htm",
)
TWILIO_GATHER = Source("Twilio, TwiML Gather", "vendor", "C", "https://www.twilio.com/docs/api_reference/TwiML/gather")
AMAZON_CONNECT_INPUT = Source(
    "Amazon Connect, Get customer input",
    "vendor",
    "C",
    "https://docs.aws.amazon.com/connect/latest/adminguide/get-customer-input.html",
)
WEBEX_NO_INPUT = Source(
    "Webex Calling, call treatment of an auto attendant",
    "vendor",
    "C",
    "https://raw.githubusercontent.com/api-evangelist/webex/refs/heads/main/json-schema/webex-"
    "calltreatmentobject-schema.json",
)
AVAYA_IP_OFFICE = Source(
    "Avaya IP Office, auto attendant settings",
    "vendor",
    "C",
    "https://documentation.avaya.com/en-us/home/bundle/ip-office/IPOfficeWebManagerR12_3/the-call-managementmenu/"
    "Auto_Attendant_Settings_VMPro/AA_Settings_VMPro.html",
)
MEDALLIA_MINDFUL = Source(
    "Medallia Mindful, invalid responses",
    "vendor",
    "C",
    "https://docs.medallia.com/en/mindful/on-premise-solutions/on-premise-callback/user-guides/configuration-ui/"
    "voice-experience/9.0-invalid-responses",
)
PLUM_PROMPTS = Source("Plum prompt guidelines", "vendor", "C", "http://www.plumvoice.com/blog/ivr-prompt-guidelines")
PLUM_BARGEIN = Source(
    "Plum VoiceXML property bargein", "vendor", "C", "https://docs.plumvoice.com/dev/voicexml/properties/bargein"
)
PLUM_INTERDIGIT = Source(
    "Plum VoiceXML property interdigittimeout",
    "vendor",
    "C",
    "https://docs.plumvoice.com/dev/voicexml/properties/interdigittimeout",
)
ELKS_46_IVR = Source("46elks, voice menus", "vendor", "C", "https://www.46elks.se/docs/voice-ivr")
PEOPLES_HEALTH = Source(
    "Peoples Health, provider reference guide",
    "health plan",
    "B",
    "https://providerreferenceguide.peopleshealth.com/?p=394",
)
ZOOM_CALL_HANDLING = Source(
    "Zoom Phone, call handling",
    "vendor",
    "C",
    "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0069180",
)
ASTERISK_VOICEMAIL_CONF = Source(
    "Asterisk, voicemail.conf.sample",
    "vendor, sample",
    "C",
    "https://github.com/asterisk/asterisk/blob/master/configs/samples/voicemail.conf.sample",
)
ASTERISK_VOICEMAIL_ZERO = Source(
    "Asterisk: The Future of Telephony, application VoiceMail",
    "book",
    "C",
    "https://www.oreilly.com/library/view/asterisk-the-future/0596009623/re133.html",
)
TRIXBOX_RINGS = Source(
    "Trixbox, duration of ringing on a phone",
    "vendor",
    "C",
    "http://help.trixbox.com/IP_Phones/How_do_I_change_the_duration_of_ringing_on_my_phone%3F",
)
INNOMEDIA_RING_CADENCE = Source(
    "InnoMedia, ring cadence", "vendor", "C", "https://www.innomedia.com/wiki/ring-cadence/"
)
NUANCE_TIMEOUT = Source(
    "Nuance Recognizer, timeout", "vendor", "C", "https://docs.nuance.com/speech-suite/nr-config/cfg-timeout.html"
)
SALT_INTERDIGIT = Source(
    "Microsoft Speech Application Language Tags, interdigit timeout",
    "vendor",
    "C",
    "https://learn.microsoft.com/en-us/previous-versions/office/developer/speech-technologies/ms871485(v=msdn.10)",
)

# How fast prompts are spoken
MARSHALL_SPEECH_RATE = Source(
    "Lisa B. Marshall, how fast do I speak (2014)",
    "handbook",
    "C",
    "http://www.lisabmarshall.com/2014/01/23/how-fast-do-i-speak-update/",
)
LUCAS_SPEECH_RATE = Source(
    "Lucas (2004), p. 300, in Joyful Public Speaking",
    "book, secondary text",
    "C",
    "http://joyfulpublicspeaking.blogspot.com/2021/05/are-you-speaking-too-quickly-or-too.html",
)
DECTALK_RATE = Source(
    "DECtalk, speaking rate", "vendor", "C", "https://dectalk.github.io/dectalk/idh_ref_2_speaking_rate.htm"
)
AMAZON_POLLY_RATE = Source(
    "Amazon Polly, speed of a voice", "vendor", "C", "https://docs.aws.amazon.com/polly/latest/dg/voice-speed-vip.html"
)
BLUEWORX_PAUSES = Source(
    "Blueworx Voice Response, timing of recorded prompts",
    "vendor",
    "C",
    "http://docs.blueworx.com/BVR/InfoCenter/V6.1/help/topic/com.ibm.wvraix.vxmlpg.doc/gsrecorded.html",
)
WINDOWS_SPEAKING_RATE = Source(
    "Microsoft Windows speech synthesis, SpeakingRate",
    "vendor",
    "C",
    "https://github.com/MicrosoftDocs/winrt-api/blob/docs/windows.media.speechsynthesis/speechsynthesizeroptions_"
    "speakingrate.md",
)

# Queueing
GARNETT_2002 = Source(
    "Garnett, Mandelbaum and Reiman, M&SOM 4(3) (2002)",
    "study, abstract",
    "B",
    "https://ideas.repec.org/a/inm/ormsom/v4y2002i3p208-227.html",
)
MANDELBAUM_ZELTYN_2005 = Source(
    "Mandelbaum and Zeltyn, The Palm/Erlang-A Queue (2005)",
    "study",
    "B",
    "https://vdocuments.net/the-palmerlang-a-queue-with-applications-to-call-"
    "ietechnionacilservengreferenceserlangapdfpdf.html",
)
ZELTYN_2005 = Source(
    "Zeltyn, abandonment and patience in tele-queues, lecture notes (2005)",
    "lecture notes",
    "B",
    "https://vdocuments.mx/abandonment-and-customersa-patience-in-tele-queues-the-ie-2-min-average-patience.html",
)
BROWN_2005 = Source(
    "Brown et al., Statistical Analysis of a Telephone Call Center, JASA (2005), abstract",
    "study",
    "B",
    "https://vdocuments.mx/statistical-analysis-of-a-telephone-call-center-a-"
    "lzhaopapersmypublicationcallcenterbrown.html",
)
PATIENCE_AFTER_ANNOUNCEMENT = Source(
    "Patience of callers after an announcement, excerpt at 1Library",
    "study, secondary text",
    "C",
    "https://1library.co/article/secci%C3%B3n-estrat%C3%A9gica-issues-asuntos-cr%C3%ADticos.yn0n2kpq",
)
WFM_LABS_WAITING = Source(
    "WFM Labs wiki, Waiting Time Distributions",
    "handbook",
    "C",
    "https://wiki.wfmlabs.org/wiki/Waiting_Time_Distributions",
)
ERLANG_FORMULAS_OBP = Source(
    "Erlang formulas, program OBP-Ass-3", "program", "C", "https://github.com/rjvandel14/OBP-Ass-3"
)
ERLANG_PACKAGE = Source("R package erlang, manual", "program", "C", "https://rdrr.io/github/phubers/erlang/f/README.md")

# Surveys, advertising and news
TELZIO_MENUS = Source(
    "Telzio, design of IVR systems, with a survey of Software Advice",
    "vendor",
    "D",
    "https://telzio.com/blog/interactive-voice-response-ivr-systems-design",
)
CALLRAIL_2025 = Source(
    "CallRail, missed calls, 1,000 consumers (2025)",
    "survey",
    "D",
    "https://www.callrail.com/blog/missed-calls-cost-businesses-more-than-ever",
)
CYARA_GREETING = Source(
    "Cyara, customer experience, part 1",
    "vendor",
    "D",
    "https://cyara.com/blog/customer-experience-driving-away-potential-customers-part-1/",
)
MICROEXPERIENCE_2009 = Source(
    "Micro Experience, Phone Greetings Shouldn't Last All Day (2009)",
    "blog",
    "D",
    "https://microexperience.com/2009/10/15/phone-greetings-shouldnt-last-all-day/",
)
VCC_LIVE_2023 = Source("VCC Live 2023", "vendor", "D", "https://vcc.live/blog/ivr-study-three-key-takeaways/")
HELPSHIFT_TRANSFERS = Source(
    "Helpshift, what callers dislike, in Speech Technology",
    "survey",
    "D",
    "https://speechtechmag.com/Articles/ReadArticle.aspx?ArticleID=125359",
)
BBC_2013 = Source("BBC 2013", "news", "D", "http://www.bbc.co.uk/news/technology-22567656")
FONOLO_80_20 = Source(
    "Fonolo, why 80/20 is probably the wrong service level (2014)",
    "vendor",
    "D",
    "https://fonolo.com/blog/2014/06/why-8020-is-probably-the-wrong-service-level-for-your-call-center/",
)
SOFTWARE_ADVICE_HOLD = Source(
    "Software Advice, callers on hold, in Plum",
    "survey",
    "D",
    "http://www.plumvoice.com/resources/blog/3-studies-show-shouldnt-put-customers-hold/",
)
VELARO_HOLD = Source(
    "Velaro, callers on hold, in Plum",
    "survey",
    "D",
    "http://www.plumvoice.com/resources/blog/3-studies-show-shouldnt-put-customers-hold/",
)
AGENTZAP_MEDICAL = Source(
    "AgentZap, phone statistics of medical practices",
    "vendor",
    "D",
    "https://agentzap.ai/blog/medical-practice-phone-statistics",
)
NOTIFYMD_AFTER_HOURS = Source(
    "NotifyMD, missed after-hours calls", "vendor", "D", "https://notifymd.com/blog/missed-after-hours-calls/"
)
DIALOG_HEALTH = Source(
    "Dialog Health, healthcare call center statistics",
    "vendor",
    "D",
    "https://www.dialoghealth.com/post/healthcare-call-center-statistics",
)
HYRO_2023 = Source(
    "Hyro, healthcare call centers (2023)", "survey", "D", "https://www.hyro.ai/blog/healthcare-call-center-challenges/"
)
KRISP_HANDLE_TIME = Source("Krisp, average handle time", "vendor", "D", "https://krisp.ai/blog/average-handle-time/")
CONSUMER_NZ_2022 = Source(
    "Consumer NZ, waits of 21 companies, in Stuff (2022)",
    "survey",
    "D",
    "https://www.stuff.co.nz/business/industries/130323202/stuck-in-onhold-hell-worst-wait-time-nearly-1-hour-in-"
    "consumer-nz-survey",
)
CENTRICAL_HANDLE_TIME = Source(
    "Centrical, average handle time of call centers",
    "vendor",
    "D",
    "https://centrical.com/resources/call-center-average-handle-time",
)
KAYAKO_HANDLE_TIME = Source(
    "Kayako, average handle time by industry",
    "vendor",
    "D",
    "https://kayako.com/blog/average-handle-time-industry-standard",
)
MANDELBAUM_ZELTYN_2005 = Source(
    "Mandelbaum and Zeltyn, The Palm/Erlang-A Queue (2005)",
    "university report",
    "B",
    "https://vdocuments.net/the-palmerlang-a-queue-with-applications-to-call-ietechnionacilservengreferences"
    "erlangapdfpdf.html",
)
