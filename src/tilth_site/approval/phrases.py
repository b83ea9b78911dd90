"""What shipped procedures say in English: a sentence is its own key in the catalogue, as everywhere.

Titles of Chinese procedures and of their steps have their Chinese in the file itself. A test holds this list
against the files.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["PHRASES"]

PHRASES = (
    # Titles of procedures and of steps.
    gettext_noop("Acknowledgement of receipt"),
    gettext_noop("Assessment and opinion"),
    gettext_noop("Assessment report, part I"),
    gettext_noop("Assessment report, part II"),
    gettext_noop("Centralised marketing authorisation, assessment by the CHMP (EMA)"),
    gettext_noop("Clinical trial application under the EU Clinical Trials Regulation"),
    gettext_noop("Consent to a class 3 or 4 contained use"),
    gettext_noop("Contained use of genetically modified micro-organisms, class 3 or 4 (Directive 2009/41/EC)"),
    gettext_noop("Contained use of genetically modified micro-organisms, class 3 or 4 (Ireland)"),
    gettext_noop("Contained use of genetically modified organisms (Great Britain)"),
    gettext_noop("Decision of the member state"),
    gettext_noop("Filing review"),
    gettext_noop("Investigational new drug application (FDA)"),
    gettext_noop("New molecular entity NDA or original BLA (FDA)"),
    gettext_noop("Review, from the 60-day filing date"),
    gettext_noop("Safety review of an IND"),
    gettext_noop("Validation of the application"),
    # What evidence a step wants, and why.
    gettext_noop("Form FDA 1571, with the information that 21 CFR 312.23 lists."),
    gettext_noop("Form FDA 356h with the complete application."),
    gettext_noop("Manufacture and quality of the drug to be marketed."),
    gettext_noop("Manufacture and quality of the trial drug."),
    gettext_noop("Repeat-dose toxicity in two species, done under good laboratory practice."),
    gettext_noop("The application form and cover letter of Annex I."),
    gettext_noop("The application form, signed by the applicant."),
    gettext_noop("The application with modules 1 to 5 of the common technical document."),
    gettext_noop("The assessment of the risks of the contained use."),
    gettext_noop("The construct was sequenced and is what was designed."),
    gettext_noop("The contract with the institution."),
    gettext_noop("The decision of the biosafety committee of the receiving site."),
    gettext_noop("The favourable opinion of an ethics committee."),
    gettext_noop("The form by which participants consent."),
    gettext_noop("The investigator's brochure."),
    gettext_noop("The notification with the particulars that the law lists."),
    gettext_noop("The protocol of each planned study."),
    gettext_noop("The protocol of the research."),
    gettext_noop("The protocol of the trial that is applied for."),
    gettext_noop("The protocol with its synopsis."),
    gettext_noop("The reports of the clinical studies."),
    gettext_noop("The reports of the clinical trials."),
    gettext_noop("What is known of the drug, for the investigators."),
    gettext_noop("What the items are, with their hazard group."),
    # Clauses of evidence and of lanes.
    gettext_noop("The study was done under good laboratory practice."),
    gettext_noop("A public health emergency was declared."),
    gettext_noop("Cell therapy, gene therapy and vaccines are not in the pilot."),
    gettext_noop("Clinical data, an inspection or testing are involved."),
    gettext_noop("FDA granted priority review."),
    gettext_noop(
        "It is nationally supported, paediatric, for a rare disease, or developed worldwide at the same time."
    ),
    gettext_noop("Several items are applied for together."),
    gettext_noop("The CHMP granted accelerated assessment."),
    gettext_noop("The application was admitted to priority review."),
    gettext_noop("The drug is an innovative drug of class 1."),
    gettext_noop("The drug is for a rare disease."),
    gettext_noop("The drug is marketed overseas."),
    gettext_noop("The pilot is for Beijing and Shanghai."),
    gettext_noop("The premises were notified before, for this class or a higher one, and their consent was met."),
    gettext_noop("The use is of class 2, or of larger organisms."),
    # Lanes.
    gettext_noop("30 working days for innovative drugs"),
    gettext_noop("30 working days, pilot of 2024"),
    gettext_noop("Accelerated assessment"),
    gettext_noop("Class 2, or larger organisms"),
    gettext_noop("Class 3 or 4 in premises notified before"),
    gettext_noop("Combined application items"),
    gettext_noop("Emergency review in an outbreak"),
    gettext_noop("Later use in premises notified before"),
    gettext_noop("Priority review"),
    gettext_noop("Rare disease, urgently needed, marketed overseas"),
    gettext_noop("Second review after a refusal"),
    gettext_noop("With data review, inspection or testing"),
    # Who decides.
    gettext_noop("Clinical trial institution"),
    gettext_noop("Competent authority of the member state"),
    gettext_noop("Customs"),
    gettext_noop("EMA, CHMP"),
    gettext_noop("Each member state concerned"),
    gettext_noop("Environmental Protection Agency"),
    gettext_noop("Ethics committee of the institution"),
    gettext_noop("FDA"),
    gettext_noop("Health and Safety Executive"),
    gettext_noop("Innovation centre"),
    gettext_noop("NMPA, Center for Drug Evaluation"),
    gettext_noop("National Health Commission"),
    gettext_noop("Reporting member state"),
    # What stops a clock.
    gettext_noop("clinical hold"),
    gettext_noop("deficiency letter"),
    gettext_noop("further information"),
    gettext_noop("list of questions"),
    gettext_noop("public inquiry or consultation"),
    gettext_noop("questions of the committee"),
    gettext_noop("request for information"),
    # Notes.
    gettext_noop(
        "Active days; the clock stops while the applicant answers lists of questions. The accelerated "
        "timetable is 90 + 30 + 30 days, with one month to answer by default."
    ),
    gettext_noop("All days are working days."),
    gettext_noop(
        "All days are working days. A deficiency letter stops the clock until everything asked for is received."
    ),
    gettext_noop(
        "All days are working days. The two lanes of 30 working days differ in who may choose them: the pilot"
        " of 2024 was for Beijing and Shanghai, the announcement of 2025 is for the whole country."
    ),
    gettext_noop(
        "An application goes into effect 30 days after receipt unless FDA places a clinical hold; after a "
        "hold, 30 days run anew from the complete response (not verified)."
    ),
    gettext_noop(
        "Eight steps of a demonstration venture. Which step needs which is the centre's own order; limits "
        "that are taken over from another procedure bring its source with them."
    ),
    # xgettext:no-python-format
    gettext_noop("Goals that FDA wants to reach for 90 % of the applications, not limits of the law."),
    gettext_noop(
        "Not verified: 30 days from acceptance, 72 hours (counted here as 3 days) in an outbreak, and that a "
        "committee may rely on the review of another institution by agreement."
    ),
    gettext_noop("Not verified: the limit is what applicants generally report."),
    gettext_noop(
        "Periods are counted by Regulation 1182/71. A request for information lengthens an assessment by at "
        "most 31 days: 12 to answer and 19 to look at the answer. The holidays are those of the EU's "
        "institutions; a member state has its own."
    ),
    gettext_noop(
        "The 45 or 90 days run from the acknowledgement of receipt, which is due within 10 working days."
    ),
    gettext_noop(
        "The time in which the Agency awaits further information, or holds an inquiry or a consultation, is "
        "not counted."
    ),
    gettext_noop("Written consent is wanted: silence is none. Periods are counted by Regulation 1182/71."),
)
"""Every sentence and name in a shipped procedure that has no Chinese beside it."""
