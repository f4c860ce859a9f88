"""The evidence rules rest on, each source once: law, standards, guidance."""

from __future__ import annotations

from typing import Literal, NamedTuple

Grade = Literal["A", "A-", "B", "C", "D"]
"""How far a source carries; `GRADES` of rules/page.py says what each means."""


class Source(NamedTuple):
    """A text that can be looked up: what it is called, what kind of text it is, its grade and where to read it."""

    title: str
    kind: str
    grade: Grade
    address: str

    def says(self, what: str) -> str:
        """One line of a rule's `sources`: the source and what it says of the rule."""
        return f"{self.title}: {what} ({self.kind}, grade {self.grade}): {self.address}"


# Law, bills and official texts
ILLINOIS_730_510 = Source(
    "83 Ill. Adm. Code 730.510, Answering Time (2024 copy)",
    "law for telephone companies",
    "A",
    "https://regulations.justia.com/states/illinois/title-83/part-730/subpart-e/section-730-510",
)
DC_CABLE_3106 = Source(
    "D.C. Mun. Regs. 15-3106.4", "law for cable companies", "A", "http://dcrules.elaws.us/dcmr/15-3106"
)
US_CABLE_76_309 = Source(
    "US 47 CFR 76.309, customer service (2021 copy)",
    "law for cable companies",
    "A",
    "http://hallikainen.org/org/FCC/FccRules/2021/76/309",
)
WOOD_VILLAGE_CABLE = Source(
    "Wood Village, Oregon, Municipal Code 5.28.030, after 47 CFR 76.309",
    "law for cable companies",
    "A",
    "https://woodvillage.municipal.codes/WVMC/5.28.030",
)
PORTUGAL_134_2009 = Source(
    "Portugal, DL 134/2009, call centres, as explained by Querer Além",
    "law, secondary text",
    "A-",
    "https://quereralem.pt/blog/negocios/o-que-muda-no-funcionamento-dos-call-centers/",
)
PORTUGAL_134_2009_ADS = Source(
    "Portugal, DL 134/2009, call centres, as reported by Distribuição Hoje",
    "law, secondary text",
    "A-",
    "https://www.distribuicaohoje.com/customer-experience/novo-regime-juridico-dos-contact-center-entra-em-vigor-"
    "em-novembro/",
)
ITALY_AGCOM_255_24 = Source(
    "Italy, AGCOM 255/24/CONS annex A art. 8, in a complaint of Codacons (2026)",
    "law for telecoms, secondary text",
    "A-",
    "https://agenparl.eu/2026/02/06/codacons-su-call-center-agcom",
)
IOWA_HF_2448 = Source(
    "Iowa bill HF 2448 (2026), summary by Codify",
    "bill, secondary text",
    "A-",
    "https://codifylegalpublishing.com/blog-article?id=bill-us-iowa-91st-hf2448-requirements-business-entities-"
    "telephone-communications",
)
TIME_IS_MONEY = Source(
    'White House, "Time is Money" plan (2024), in Common Dreams',
    "news",
    "D",
    "https://www.commondreams.org/news/biden-cracks-down-corporate-tricks",
)
FCC_24_110 = Source(
    "US Federal Communications Commission, inquiry FCC 24-110 (2024)",
    "official",
    "A",
    "https://docs.fcc.gov/public/attachments/FCC-24-110A1.txt",
)
KEEP_CALL_CENTERS_ACT = Source(
    "US Senate bill S.2495, Keep Call Centers in America Act of 2025, summary by Principle Civics",
    "bill, secondary text",
    "A-",
    "https://principlecivics.com/congress/bills/119/s-2495",
)
FAA_ACT_505 = Source(
    "US FAA Reauthorization Act of 2024, section 505",
    "law for airlines",
    "A",
    "https://self-law.org/code/statute-compilations/comps-17764/sec-505",
)
NEW_YORK_A3831 = Source(
    "New York bill A3831 of 2009", "bill", "A", "https://www.nysenate.gov/legislation/bills/2009/a3831"
)
NEW_YORK_A4663 = Source(
    "New York bill A4663 of 2011", "bill", "A", "https://www.nysenate.gov/legislation/bills/2011/A4663"
)
SPAIN_10_2025 = Source(
    "Spain, Law 10/2025 on customer service, in SUR in English (2025)",
    "law for large firms, secondary text",
    "A-",
    "https://www.surinenglish.com/spain/companies-will-have-answer-customer-calls-within-20251212132917-nt.html",
)
SPAIN_10_2025_CLOCK = Source(
    "Spain, Law 10/2025 on customer service, as explained by MST Holding (2026)",
    "law for large firms, secondary text",
    "A-",
    "https://www.mstholding.com/blog/en/2026/05/19/?amp=1",
)
BRAZIL_11034_2022 = Source(
    "Brazil, Decree 11.034/2022, art. 4",
    "law for regulated services",
    "A",
    "https://jurishand.com/decreto-11034-de-05-abril-2022/artigo-4/paragrafo-5",
)
BRAZIL_11034_2022_SUMMARY = Source(
    "Brazil, Decree 11.034/2022, as explained by Gomes Altimari",
    "law for regulated services, secondary text",
    "A-",
    "https://gomesaltimari.com.br/novo-decreto-sac",
)
RECORDING_CONSENT = Source(
    "Ainora, call recording consent in two-party states",
    "vendor",
    "D",
    "https://tryainora.com/blog/call-recording-consent-two-party-states",
)
RECORDING_CONSENT_CHORUS = Source(
    "Chorus, guidelines for recording business conversations",
    "vendor",
    "D",
    "https://docs.chorus.ai/hc/en-us/articles/115009333468-Guidelines-for-Recording-Business-Conversations",
)
RECORDING_CONSENT_LYLIX = Source(
    "Lylix, call recording, one-party and two-party consent by US state",
    "vendor",
    "D",
    "https://customer.lylix.net/knowledgebase/148/call-recording-compliance-one-party-vs-two-party-consent-by-us-"
    "state.html",
)
ADA_36_303 = Source(
    "US 28 CFR 36.303(d), Americans with Disabilities Act, telecommunications",
    "law, only the opening read",
    "A-",
    "https://www.law.cornell.edu/cfr/text/28/36.303",
)
ADA_RELAY_GUIDANCE = Source(
    "US Department of Justice, guidance on 28 CFR 36.303(d), copy by Corada",
    "official",
    "A",
    "https://corada.com/documents/ada-title-iii-regulations/g-telecommunications",
)
ADA_LETTER_826 = Source(
    "US Department of Justice, letter 826 on the Americans with Disabilities Act (2001)",
    "official",
    "A",
    "https://www.justice.gov/crt/foia/readingroom/frequent_requests/ada_tal/tal826.php",
)
SECTION_1557_92_101 = Source(
    "US 45 CFR 92.101, meaningful access for people with limited English",
    "law, older text",
    "A",
    "https://lawserver.com/law/country/us/cfr/45_cfr_92-101",
)
MARYLAND_20_50_12_08 = Source(
    "Maryland, COMAR 20.50.12.08",
    "law for utilities",
    "A",
    "http://www.dsd.state.md.us/comar/comarhtml/20/20.50.12.08.htm",
)
CHINO_VALLEY_114_39 = Source(
    "Chino Valley, Arizona, Town Code 114.39",
    "law",
    "A",
    "https://codelibrary.amlegal.com/codes/chinovalley/latest/chinovalley_az/0-0-0-13081",
)
FCC_MLTS_911 = Source(
    "US Federal Communications Commission, 911 requirements for multi-line telephone systems",
    "official",
    "A",
    "https://www.fcc.gov/mlts-911-requirements",
)
INDIA_TRAI = Source(
    "India, norms of TRAI, in the Financial Express (2018)",
    "news",
    "D",
    "https://www.financialexpress.com/industry/for-2-straight-quarters-jio-fails-to-meet-trai-norms-on-customer-"
    "satisfaction/1231874/",
)
INDIA_TRAI_2017 = Source(
    "India, TRAI regulation 25(3) (2017 copy)",
    "law for telephone companies",
    "A",
    "https://future.indiankanoon.org/doc/110353588/",
)
BELGIUM_CHARTER = Source(
    "Belgium, customer charter of 2012, in RTL",
    "news",
    "D",
    "http://www.rtl.be/info/belgique/societe/847553/nouvelle-charte-en-faveur-des-clients-en-2012-les-call-"
    "centers-doivent-vous-repondre-en-moins-de-150-secondes-",
)
CRTC_2001_375 = Source(
    "Canada, CRTC decision 2001-375", "official", "A", "https://crtc.gc.ca/eng/archive/2001/DT2001-375.htm"
)
ACMA_CUSTOMER_SERVICE = Source(
    "Australia, ACMA, customer service obligations of phone companies",
    "official",
    "A",
    "https://www.acma.gov.au/theACMA/ACMAi/Complaints/Telco-complaints/what-should-i-expect-from-my-service-"
    "provider-in-regard-to-customer-service-acma",
)

# Standards
ISO_13714 = Source(
    "ISO/IEC 13714, summary by iTAMS", "standard, secondary text", "A-", "http://www.itams.co.uk/ivr-standards.htm"
)
BS_ISO_13714_CONTENTS = Source(
    "BS ISO/IEC 13714:1995, table of contents",
    "standard, contents only",
    "A-",
    "https://infostore.saiglobal.com/en-us/Standards/BS-ISO-IEC-13714-1995-208065_SAIG_BSI_BSI_492962/",
)
AS_NZS_4263 = Source(
    "AS/NZS 4263:2003, interactive voice response, scope",
    "standard, scope only",
    "A-",
    "https://asmedoc.com/?u=%2Fproduct%2Fpublishers%2Fas%2Fas-nzs-42632003%2F",
)
AS_NZS_4263_1997 = Source(
    "AS/NZS 4263:1997, interactive voice response, table of contents",
    "standard, contents only",
    "A-",
    "https://infostore.saiglobal.com/en-us/standards/AS-NZS-4263-1997-116489_SAIG_AS_AS_243579/",
)
EN_301_549 = Source(
    "EN 301 549 v3.2.1, clause 6.4, copy by Accessibility Standards Canada",
    "standard, secondary text",
    "A-",
    "https://accessible.canada.ca/en-301-549-accessibility-requirements-ict-products-and-services-6-ict-two-way-"
    "voice-communication",
)

# Guidance and studies of menus
IRISH_TOOLKIT = Source(
    "Irish public-service design toolkit, National Disability Authority",
    "guidance",
    "B",
    "http://publicservice.universaldesign.ie/digital21.html",
)
IRISH_LIBRARIES_GUIDE = Source(
    "Irish public libraries, Guide to Communication, 9.5.1", "guidance", "B", "https://askaboutireland.ie/"
)
W3C_VOICE_MENUS = Source(
    "W3C WAI, Let Users Avoid Navigating Voice Menus",
    "guidance",
    "B",
    "https://www.w3.org/WAI/WCAG2/supplemental/patterns/o6p04-voice-menus/",
)
HAMSA_MENUS = Source("Hamsa, IVR menus", "vendor", "C", "https://docs.tryhamsa.com/developers/agent-guides/ivr-menus")
ASTERISK_GUIDE_15 = Source(
    "Asterisk: The Definitive Guide, 3rd ed., ch. 15",
    "book",
    "C",
    "http://asteriskdocs.org/en/3rd_Edition/asterisk-book-html-chunk/Autoattendant_id272753.html",
)
SOFTWARE_ADVICE_2014 = Source(
    "Software Advice, menus of 50 large US companies (2014)",
    "survey",
    "D",
    "https://www.softwareadvice.com/voip/industryview/ivr-design-tips-report-2014/",
)
MYOPERATOR_KEYS = Source(
    "MyOperator, departments at one level of a menu",
    "vendor",
    "C",
    "https://support.myoperator.com/portal/en/kb/articles/unpublished-why-is-there-a-limitation-on-the-maximum-"
    "number-of-departments-that-can-be-added-at-a-single-level-ivr",
)
VUI_POST_2008 = Source(
    "The VUI Post, Effective Menu Design, part III (2008)",
    "handbook",
    "C",
    "http://thevuipost.blogspot.com/2008/01/effective-menu-design-part-iii.html",
)
ACIXD_ZERO_OUTS = Source("ACIxD wiki, Zero-Outs", "handbook", "C", "http://acixd.org/wiki/doku.php?id=zero-outs")
AVAYA_MENU_GUIDELINES = Source(
    "Avaya Interactive Response 2.0, guidelines for menus",
    "vendor",
    "C",
    "https://support.avaya.com/elmodocs2/ir/r2_0/IR_R2_0_Doc_CD/CD/html/15577.htm",
)
ACIXD_MENU_DESIGN = Source("ACIxD wiki, Menu Design", "handbook", "C", "http://acixd.org/wiki/doku.php?id=menu_design")
SOFTWARE_ADVICE_2015 = Source(
    "Software Advice, phone menus of small businesses (2015)",
    "survey",
    "D",
    "https://www.softwareadvice.com/voip/industryview/auto-attendant-report-2015/",
)
WEINSCHENK_BARKER_10 = Source(
    "Weinschenk and Barker, Designing Effective Speech Interfaces, ch. 10 (2000)",
    "book",
    "B",
    "https://www.oreilly.com/library/view/designing-effective-speech/9780471375456/chap10-sec010.html",
)
ACIXD_LANGUAGE = Source(
    "ACIxD wiki, Language Selection", "handbook", "C", "http://acixd.org/wiki/doku.php?id=language_selection"
)
ACIXD_IN_QUEUE = Source(
    "ACIxD wiki, In-queue Handling", "handbook", "C", "http://acixd.org/wiki/doku.php?id=in-queue_handling"
)
ACIXD_FAILURE = Source(
    "ACIxD wiki, What to do on failure",
    "handbook",
    "C",
    "http://acixd.org/wiki/doku.php?do=export_raw&id=what_to_do_on_failure",
)
NNG_PHONE_TREES = Source(
    "Nielsen Norman Group, The UX of Phone-Tree Systems, Kohler (2022), abstract",
    "guidance, secondary text",
    "B",
    "https://www.scien.cx/2022/08/14/the-ux-of-phone-tree-systems-16-usability-guidelines",
)
HUGUENARD_1997 = Source(
    "Huguenard et al., depth and breadth of phone menus (1997)",
    "study",
    "B",
    "https://sage.cnpereading.com/doi/10.1177/107118139704100171",
)
COMMARFORD_LEWIS_2008 = Source(
    "Commarford and Lewis et al. (2008), as reported by Vocalabs",
    "study, secondary text",
    "B",
    "http://vocalabs.com/blog/how-design-phone-menu",
)
