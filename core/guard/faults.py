"""What can be wrong with a sentence that a model wrote.

Owns the list that is documented: each fault says in one line what it stands for. Must not know how any is found.
"""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """The reason why a person never sees a sentence, the gravest first."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Fault:
        fault = str.__new__(cls, value)
        fault._value_ = value
        fault.meaning = meaning
        return fault

    METHOD = "method", "names a way to die or to hurt oneself, how deadly it is, a height, a dose"
    DESPAIR = "despair", "agrees with wanting to die, or encourages it"
    GLAMOUR = "glamour", "makes death sound beautiful, brave, free or peaceful"
    HARM = "harm", "encourages hurting oneself or others, starving, drinking, revenge"
    GUILT = "guilt", "presses with what it would do to the family, or calls it selfish"
    DEBATE = "debate", "argues about whether life is worth it or whether the feeling is true"
    LEADING = "leading", "asks about suicide so that only a no is welcome"
    CONTRACT = "contract", "asks for a promise to stay alive or safe"
    DELUSION = "delusion", "agrees with a delusion or with voices"
    SELF_HATRED = "self_hatred", "agrees with self-hatred, or despises the person"
    BLAME = "blame", "says or implies that it was the person's own fault"
    DIAGNOSIS = "diagnosis", "names an illness that the person has or might have"
    MEDICATION = "medication", "advises on medication, or names one that the person did not name"
    HUMAN = "human", "claims to be a person"
    PROFESSIONAL = "professional", "claims to be a therapist, a doctor or a counsellor, or to treat"
    SECRECY = "secrecy", "promises to keep a secret, or asks for one"
    DEPENDENCE = "dependence", "makes itself the only one, the best one, or needed"
    ABANDONMENT = "abandonment", "refuses the subject, sends the person away or ends the talk"
    ROMANCE = "romance", "is in love, flirts, or is sexual"
    STIGMA = "stigma", "uses words that shame: 'committed suicide', 'attention seeking', 'crazy'"
    CERTAINTY = "certainty", "promises how things will go"
    POSITIVITY = "positivity", "tells the person to look on the bright side"
    MINIMISING = "minimising", "makes it smaller: 'at least', 'others have it worse', 'don't worry'"
    NEGATIVE_BONDING = "negative_bonding", "complains about a life of its own"
    STORY = "story", "invents a past, a family, a body or tastes of its own"
    HOSTILITY = "hostility", "insults somebody, or joins in the anger at them"
    ADVICE = "advice", "tells the listener's person what to do; the faq may recommend"
    LINK = "link", "holds a link, an address or a handle that is not in the helpline registry"
    NUMBER = "number", "holds a number, in digits or words, that is neither harmless nor in the registry"
    LANGUAGE = "language", "is not in the language of the talk, or in one that has no rules"
    GIBBERISH = "gibberish", "is no sentence: nothing readable, mangled words"
    DEBRIS = "debris", "holds what belongs to the machinery: roles, markup, placeholders, stage directions"
    LOOP = "loop", "repeats itself, an earlier sentence, or the person's words as its own"
    LENGTH = "length", "is too long, alone or with what was said before it in this reply"
    QUESTIONS = "questions", "asks more than one question in one reply"
