"""Which keys a prompt announces: hand-written sentences of real kinds, in six languages."""

import pytest

from ivr_audit.announced import announced_keys, announcements, plain

ENGLISH = {
    "Press 1 or 2.": "1 2",
    "Press star or pound.": "* #",
    "Press 2, 3 or 4.": "2 3 4",
    "Press 1,2 or 3.": "1 2 3",
    "Press the number two key.": "2",
    "To return, press the star key or the pound sign.": "* #",
    "For billing, press the pound sign.": "#",
    "For the operator, press zero at any time.": "0",
    "For sales, press or say one.": "1",
    "For sales, press one; for billing, dial two.": "1 2",
    "Press 1 for sales, 2 for billing, or 3 to hear this again.": "1 2 3",
    "Press 1 for sales or 2 for billing.": "1 2",
    "PRESS ONE FOR SALES": "1",
    "For a nurse, select option 4.": "4",
    "Press # to finish, * to go back.": "# *",
    "If so, press 1, if not press 2.": "1 2",
    "Please do not press 2 any more, press 3.": "3",
    "To enter 2 or more numbers, press 1.": "1",
    "To speak with us, please select two.": "2",
    "Select 1 for sales. Choose two to pay.": "1 2",
    "Please hit pound.": "#",
}
SPANISH = {
    "Para español, oprima 2.": "2",
    "Para citas, oprima el dos.": "2",
    "Para citas, OPRIMÁ el tres.": "3",
    "Para hablar con una persona, marque cero.": "0",
    "Presione la tecla 4 o la tecla asterisco.": "4 *",
    "Pulse uno o dos.": "1 2",
    "Oprima el signo de numero.": "#",
    "Oprima la tecla de almohadilla.": "#",
    "Oprima o diga cinco.": "5",
    "Oprima 1 para citas, 2 para recetas.": "1 2",
    "Si no, oprima 2. No oprima 4.": "2",
}
OTHERS = {
    "Pour le français, appuyez sur le 2.": "2",
    "Pour un rendez-vous, faites le 3.": "3",
    "Tapez 1 ou 2.": "1 2",
    "Appuyez sur la touche étoile.": "*",
    "Appuyez sur l’étoile ou sur le dièse.": "* #",
    "Appuyez sur la touche diese.": "#",
    "Pour les urgences, faites un.": "1",
    "Para português, digite 3.": "3",
    "Pressione a tecla dois ou três.": "2 3",
    "Para falar com um atendente, tecle zero.": "0",
    "Para marcar consulta, prima a tecla 1.": "1",
    "Für Termine drücken Sie bitte die 1.": "1",
    "Wählen Sie die Zwei oder die Rautetaste.": "2 #",
    "Fuer Rezepte druecken Sie die Taste fünf.": "5",
    "Ar gyfer y Gymraeg, pwyswch 1.": "1",
    "Pwyswch dau neu dri, neu pwyswch seren.": "2 *",
}
NOT_KEYS = (
    "In an emergency, hang up and dial 911.",
    "If this is an emergency, dial 9-1-1 or dial nine one one.",
    "Dial 9 1 1.",
    "Call or text 988.",
    "For a mental health crisis, dial 988.",
    "Call 555-0142.",
    "To reach the lab, dial 1-800-555-0142.",
    "To reach the lab, dial 1 800 555 0142.",
    "To reach the lab, dial 1 (800) 555-0142.",
    "Please choose one of the following options.",
    "Enter your 10-digit number.",
    "Enter your four digit extension.",
    "Enter your 4-digit PIN.",
    "Press any key two times.",
    "We are open from 8 to 5.",
    "We are number one in dental care.",
    "Choisissez un service.",
    "Composez un numéro de poste.",
    "Digite um número de ramal.",
    "En caso de emergencia, marque 911 o marque nueve uno uno.",
    "Dewiswch un o'r canlynol.",
    "Don’t press 4, and never dial 5.",
    "N'appuyez pas sur le 2.",
    "We hit 3 million calls last year.",
    "We choose two winners every day.",
    "Push two buttons at once to silence it.",
    "Choose two, get one free.",
    "Touch 7 hearts.",
    "You may choose one appointment.",
    "",
)


@pytest.mark.parametrize(("text", "keys"), (ENGLISH | SPANISH | OTHERS).items())
def test_the_keys_that_a_sentence_announces(text: str, keys: str) -> None:
    assert announced_keys(text) == tuple(keys.split())


@pytest.mark.parametrize("text", NOT_KEYS)
def test_numbers_that_are_no_keys(text: str) -> None:
    assert announced_keys(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Your time counts. Once you pay the fine, press 1.",
        "Check your pulse two times, then press 1.",
        "Our marca brand is numeral one. Press 1.",
    ],
)
def test_english_words_are_not_read_as_another_language(text: str) -> None:
    assert announced_keys(text) == ("1",)


def test_keys_of_several_digits_count_only_if_the_menu_has_them() -> None:
    text = "Dial 911 in an emergency. For Anna, dial 201. For all others, press 10."
    assert announced_keys(text) == ()
    assert announced_keys(text, ("10", "201")) == ("201", "10")


def test_a_key_that_is_named_twice_is_told_once_in_the_order_of_the_text() -> None:
    assert announced_keys("Press 3 for refills. Press 1 to stay. Again: press 3.") == ("3", "1")


def test_an_announcement_says_where_it_stands() -> None:
    text = "Für Termine drücken Sie die 1. Für Rezepte, drücken Sie die Zwei."
    first, second = announcements(text)
    assert text[first.start] == "1"
    assert text[: first.sentence_end] == "Für Termine drücken Sie die 1."
    assert text[second.start :] == "Zwei."
    assert second.sentence_end == len(text)


def test_a_mixed_prompt_names_each_key_once() -> None:
    text = "For English, press 1. Para español, marque 2. Para português, marque 3."
    assert [a.key for a in announcements(text)] == ["1", "2", "3"]


def test_letters_stay_at_their_place_without_their_accents() -> None:
    text = "Über İstanbul: ñandú, straße, 2 🙂"
    assert len(plain(text)) == len(text)
    assert plain("Ñandú") == "nandu"


def test_the_number_of_a_house_is_no_key() -> None:
    assert announced_keys("To park, enter 24 Mill Street from the back.", ("24",)) == ()
    assert announced_keys("To reach Mill Street, press 24. Oak Street, press 25.", ("24", "25")) == ("24", "25")
