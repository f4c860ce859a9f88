"""The evidence rules rest on, each source once: medical practices and their health plans."""

from __future__ import annotations

from ivr_audit.rules.sources import Source

# Access standards of authorities and health plans
CALIFORNIA_HEALTH_WELLNESS = Source(
    "California Health & Wellness, After-Hours Requirements (2017)",
    "health plan",
    "B",
    "https://cahealthwellness.com/newsroom/After-Hours-Requirements.html",
)
ANTHEM_ACCESS_2019 = Source(
    "Anthem Medicaid Nevada, appointment availability and after-hours access (2019)",
    "health plan",
    "B",
    "https://providernews.anthem.com/nevada/articles/appointment-availability-and-after-hours-access-requirements-2693",
)
ANTHEM_AFTER_HOURS = Source(
    "Anthem, after-hours access standards, summary by Credy (2025)",
    "health plan, secondary text",
    "B",
    "https://credyapp.com/BlogItem/afterhours-access-standards-for-pcps",
)
HRSA_CHAPTER_7 = Source(
    "US Health Resources and Services Administration, Health Center Compliance Manual, ch. 7",
    "official",
    "A",
    "https://bphc.hrsa.gov/es/node/1777",
)
MISSOURI_AFTER_HOURS = Source(
    "Anthem Missouri, after-hours access requirements (2024)",
    "health plan",
    "B",
    "https://providernews.anthem.com/missouri/articles/pcp-afterhours-access-requirements-23150",
)
WALES_ACCESS = Source(
    "Wales, GP access standards, progress at Welshpool Medical Practice",
    "official, secondary text",
    "A-",
    "https://www.welshpoolmedicalpractice.wales.nhs.uk/service-standards-progress",
)
WALES_ACCESS_MESSAGE = Source(
    "Wales, GP access standards",
    "official, secondary text",
    "A-",
    "https://www.cwmtawemedicalgroup.co.uk/leathanaigh/4527-gp-access-standards-for-patients-in-wales",
)
WALES_MALPAS_BROOK = Source(
    "Wales, GP access standards, figures of Malpas Brook Health Centre (2025)",
    "official, secondary text",
    "A-",
    "https://malpasbrookhealthcentre.nhs.wales/patient-information/access-standards",
)
TEXAS_353_1411 = Source(
    "1 Tex. Admin. Code 353.1411",
    "law",
    "A",
    "https://casetext.com/regulation/texas-administrative-code/title-1-administration/part-15-texas-health-and-"
    "human-services-commission/chapter-353-medicaid-managed-care/subchapter-p-mental-health-targeted-case-"
    "management-and-mental-health-rehabilitation/section-3531411-access-to-mental-health-services",
)
NEW_YORK_DOH_ACCESS = Source(
    "New York State Department of Health, access standards, in Amida Care",
    "health plan",
    "B",
    "https://amidacareny.org/amida-care-news/news-item/nys-department-health-appointment-access-availability-standards",
)
TEXAS_CHILDRENS = Source(
    "Texas Children's Health Plan, news for primary care providers",
    "health plan",
    "B",
    "http://www.thecheckup.org/tag/primary-care-providers/",
)
SECURITY_HEALTH_PLAN = Source(
    "Security Health Plan of Wisconsin, access standards (2019)",
    "health plan",
    "B",
    "https://www.securityhealth.org/providers/provider-manual/family-health-center/provider-rights-and-"
    "responsibilities/access-standards",
)
CALIFORNIA_DMHC = Source(
    "California Department of Managed Health Care, timely access rules, release (2010)",
    "law for health plans, secondary text",
    "A-",
    "http://dmhc.ca.gov/AbouttheDMHC/Newsroom/December29,2010.aspx",
)
CALIFORNIA_DMHC_10_MIN = Source(
    "California, timely access to care, in UnitedHealthcare",
    "law for health plans, secondary text",
    "A-",
    "https://www.uhc.com/legal/required-state-notices/california/timely-access-to-care",
)
CALIFORNIA_DMHC_30_MIN = Source(
    "California, timely access to care, in MHN",
    "law for health plans, secondary text",
    "A-",
    "https://www.mhn.com/members/behavioral-health/rights-responsibilities/timely_access_to_care.html",
)
CMS_CALL_CENTER = Source(
    "US Medicare standards for plans (CMS), call center performance, in contracts",
    "law for health plans, secondary text",
    "A-",
    "https://lawinsider.com/clause/call-center-performance",
)
CMS_TELEPHONE_RESPONSE = Source(
    "US Medicare standards for plans (CMS), telephone responsiveness, in contracts",
    "law for health plans, secondary text",
    "A-",
    "https://lawinsider.com/clause/enrollee-service-telephone-responsiveness",
)
NHS_TELEPHONE_JOURNEYS = Source(
    "NHS England, How to improve telephone journeys in general practice",
    "guidance",
    "B",
    "https://england.nhs.uk/long-read/how-to-improve-telephone-journeys-in-general-practice",
)
NHS_REQUIRED_FUNCTIONS = Source(
    "NHS England, functions required of phone systems, in Management in Practice (2023)",
    "guidance, secondary text",
    "B",
    "https://managementinpractice.com/news/practices-to-receive-funding-to-upgrade-inadequate-digital-phones/",
)

# Studies, accreditors, insurers
KAPPA_2020 = Source(
    "Kappa et al., Reviews in Urology 22(2) (2020)",
    "study",
    "B",
    "https://read.nxtbook.com/specialty_networks/urology/volume22no2/implementation_of_a_centraliz.html",
)
VA_OIG_CONTACT_CENTERS = Source(
    "US VA Office of Inspector General, review of clinical contact centers (2024 figures)",
    "official review",
    "B",
    "https://www.oversight.gov/reports/review-clinical-contact-centers-assess-leadership-and-oversight",
)
NCMIC_ANSWERING = Source(
    "NCMIC, answering machine or service",
    "insurer",
    "B",
    "https://www.ncmic.com/practice-resources/patient-experience/making-a-good-first-impression-with-your-"
    "answering-machine-or-service/",
)
PSIC_ANSWERING = Source(
    "PSIC, answering machine message etiquette",
    "insurer",
    "B",
    "https://www.psicinsurance.com/posts-articles/dentists/office-staff/answering-machine-message-etiquette-for-"
    "your-practice.aspx",
)
IHS_VOICEMAIL = Source(
    "US Indian Health Service, suicide prevention, recommendations for voicemail",
    "guidance",
    "B",
    "https://www.ihs.gov/suicideprevention/index.cfm/resources/recommendations/",
)
NCQA_PCMH = Source(
    "NCQA, PCMH FAQ (AC 08)",
    "accreditor",
    "B",
    "https://www.ncqa.org/faqs/?faq-sort=desc&pg=74&trk=public_profile__reactions-text",
)
PROFESSIONAL_SOLUTIONS_VOICEMAIL = Source(
    "Professional Solutions, addressing voicemails",
    "insurer",
    "B",
    "https://www.profsolutions.com/industries/physicians/insurance/risk-management/playing-telephone-properly-"
    "addressing-voicemails/",
)
PLAYMYMESSAGES_HIPAA = Source(
    "PlayMyMessages, HIPAA compliant voicemail",
    "vendor",
    "D",
    "https://playmymessages.com/blog/hipaa-compliant-voicemail.html",
)
HIPAA_JOURNAL_VOICEMAIL = Source(
    "The HIPAA Journal, HIPAA compliant voicemail",
    "news",
    "D",
    "https://www.hipaajournal.com/hipaa-compliant-voicemail/",
)
SPRUCE_CALL_VOLUMES = Source(
    "Spruce Health, calls of seven practices from NEJM, JABFM and JGIM",
    "studies, secondary text",
    "B",
    "https://blog.sprucehealth.com/doctors-losing-hour-day-phone-call-overhead/",
)
GRIFFITH_2019 = Source(
    "Griffith et al., American Journal of Managed Care 25(9), e282 (2019)",
    "study",
    "B",
    "https://www.ajmc.com/view/call-center-performance-affects-patient-perceptions-of-access-and-satisfaction",
)
