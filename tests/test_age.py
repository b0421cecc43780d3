"""Who says how old they are, and who only says a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.age import stated


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("im 12", 12),
        ("I'm 13 and my parents are fighting again", 13),
        ("i am only fourteen", 14),
        ("hi, I'm 15.", 15),
        ("I just turned 13 last week", 13),
        ("as a 14 year old nobody listens", 14),
        ("i am 12 years old", 12),
        ("im 15 yo and idk what to do", 15),
        ("12 year old girl here", 12),
        ("im 13 btw", 13),
        ("tengo 13 años y no duermo", 13),
        ("tengo trece años", 13),
        ("acabo de cumplir 14 años", 14),
        ("eu tenho 12 anos", 12),
        ("j'ai 13 ans", 13),
        ("J’ai treize ans et demi", 13),
        ("ich bin 14", 14),
        ("ich bin erst 12 Jahre alt", 12),
        ("ho 13 anni", 13),
        ("ik ben 12 jaar", 12),
        ("mam 13 lat i nie mam przyjaciół", 13),
        ("мне 12 лет", 12),
        ("мне всего тринадцать", 13),
        ("мені 13 років", 13),
        ("13 yaşındayım", 13),
        ("daha 12 yaşındayım", 12),
        ("عمري 13 سنة", 13),
        ("मैं 13 साल का हूँ", 13),
        ("main 14 saal ki hu", 14),
        ("umurku 13 tahun", 13),
        ("13歳です", 13),
        ("저는 13살이에요", 13),
        ("我今年13岁", 13),
        ("I'm 42 and tired", 42),
    ],
)
def test_an_age_is_heard(text: str, age: int) -> None:
    assert stated(text) == age


@pytest.mark.parametrize(
    "text",
    [
        "I was 12 when it began",
        "my son is 12",
        "my daughter turned 13",
        "I'm 12 weeks pregnant",
        "I'm 10 minutes late",
        "I'm 12 days clean",
        "I'm 15 points behind",
        "I feel like I'm 12 again",
        "when I was 13 I loved it",
        'he said "I\'m 12"',
        "I'm 6 feet tall",
        "im 9 out of 10 tired",
        "I wish I was 12",
        "I'm 10 years older than her",
        "she is 14",
        "I have 12 cats",
        "I'm 100% sure",
        "I'm 5 years sober",
        "my character says im 12",
        "tengo 12 gatos",
        "cuando tenía 12 años",
        "mi hijo tiene 13 años",
        "j'ai 12 euros",
        "quand j'avais 13 ans",
        "ich bin 12 Wochen schwanger",
        "als ich 13 war",
        "mein Sohn ist 12",
        "ho 12 anni di esperienza",
        "mój syn ma 12 lat",
        "мне 12 раз звонили",
        "моему сыну 12 лет",
        "oğlum 12 yaşında",
        "ابني عمره 12 سنة",
        "मेरा बेटा 12 साल का है",
        "anakku umur 12 tahun",
        "息子は13歳です",
        "13歳のとき",
        "我13岁的时候",
        "제 아들은 13살이에요",
        "",
        "12",
    ],
)
def test_a_number_is_not_an_age(text: str) -> None:
    assert stated(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = stated(text)
    assert found is None or 5 <= found <= 99
