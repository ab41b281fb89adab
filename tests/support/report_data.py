"""The data of a printed report, as the template `reports/report.typ` takes it."""

from __future__ import annotations

from typing import Any

from app.adapters.prose import blocks

PARTIES = [
    (
        "IJenV",
        "Inspectie Justitie en Veiligheid",
        "plaatsvervangend hoofdinspecteur",
        "JEUGD-2026-04",
    ),
    ("IGJ", "Inspectie Gezondheidszorg en Jeugd", "hoofdinspecteur jeugd", "IGJ-2026-07"),
    ("IvhO", "Inspectie van het Onderwijs", "afdelingshoofd", "IVHO-2026-02"),
    ("NLA", "Nederlandse Arbeidsinspectie", "regiodirecteur", "NLA-2026-19"),
    ("NVWA", "Nederlandse Voedsel- en Warenautoriteit", "directeur handhaven", "NVWA-2026-31"),
    (
        "ANVS",
        "Autoriteit Nucleaire Veiligheid en Stralingsbescherming",
        "bestuurslid",
        "ANVS-2026-01",
    ),
    ("NZa", "Nederlandse Zorgautoriteit", "directeur toezicht", "NZA-2026-11"),
    ("JA", "Jeugdautoriteit", "directeur", "JA-2026-03"),
    ("RDI", "Rijksinspectie Digitale Infrastructuur", "hoofdinspecteur", "RDI-2026-08"),
    ("ILT", "Inspectie Leefomgeving en Transport", "inspecteur-generaal", "ILT-2026-22"),
    ("DNB", "De Nederlandsche Bank", "divisiedirecteur", "DNB-2026-40"),
    ("OVV", "Onderzoeksraad voor Veiligheid", "raadslid", "OVV-2026-05"),
]

_INTRODUCTION = """
Vier inspecties keken in het najaar van 2026 samen naar justitiële jeugdinrichting De Meerkoet.
Aanleiding waren signalen over het dagprogramma en over de inzet van inhuurkrachten. Dit rapport
beschrijft **wat we zagen**, hoe wij dat beoordelen en wat er volgens ons moet gebeuren.

Elke bevinding is van één inspectie. Die inspectie staat in voor de feiten en voor het oordeel. De
conclusies aan het eind zijn van alle vier samen.

Wij deden het volgende:

- twee bezoeken, waarvan één onaangekondigd;
- gesprekken met 22 jongeren, 31 medewerkers en de directie;
- een onderzoek van 64 dossiers en van alle roosters van **september en oktober 2026**.
"""

_TEXT = """
In september stonden op 18 van de 42 avonddiensten drie inhuurkrachten tegelijk op een groep. Op die
avonden was er geen vaste groepsleider aanwezig. Op de andere diensten was de bezetting in orde.

De oorzaak is volgens de instelling het hoge verzuim op de groepen Noord en Oost. Het rooster laat
zien dat het verzuim daar **twee keer zo hoog** is als op de andere groepen. Wij zagen daarbij drie
dingen:

1. De planner weet twee weken vooruit welke diensten open staan.
2. Vaste krachten worden pas op de dag zelf gevraagd om te ruilen.
3. Er is geen afspraak over het hoogste aantal inhuurkrachten per groep.

De directie heeft op 9 november een plan gemaakt. Wij hebben het gelezen en vinden het een goed
begin.
"""

_CONCLUSIONS = """
De Meerkoet biedt jongeren een veilige plek, maar niet elke dag genoeg begeleiding en dagprogramma.
De instelling kent de oorzaken en heeft een plan. Wij verwachten dat de directie **binnen drie
maanden** laat zien dat het plan werkt.

Wij kijken in het voorjaar van 2027 opnieuw.
"""

_FINDINGS = [
    ("B01", "Dagprogramma haalt op 2 van 4 groepen het minimum niet", "JJI-2.1, Bjj (77-urennorm)",
     "Toerusting", ("voldoet_niet", "Voldoet niet"), 0),
    ("B02", "Groepsleiding werkt te vaak met drie inhuurkrachten", "JJI-1.3, Arbowet",
     "Toerusting", ("voldoet_deels", "Voldoet deels"), 3),
    ("B03", "Behandelplannen zijn op tijd en samen met de jongere gemaakt", "JJI-4.2, Jeugdwet",
     "Governance", ("voldoet", "Voldoet"), 1),
    ("B04", "Onderwijstijd op orde, examens niet", "JJI-3.1, WEC",
     "Samenwerking", ("voldoet_deels", "Voldoet deels"), 2),
]  # fmt: skip


def _finding(number: int) -> dict[str, Any]:
    reference, title, norm, aspect, (code, words), owner = _FINDINGS[number % len(_FINDINGS)]
    short, name, _office, _mandate = PARTIES[owner]
    return {
        "reference": f"JJI-2026-0417-{reference}",
        "title": title,
        "norm": norm,
        "aspect": aspect,
        "judgement": {"code": code, "words": words},
        "owner": {"short_name": short, "name": name},
        "text": blocks(_TEXT),
        "evidence": [
            {
                "title": "Rooster groepsleiding september en oktober 2026",
                "owner": name,
                "fingerprint": "f36647f9159a228ca64493d23194c19ae6e023cee6487d31fa82bc5d16055528",
                "closed": False,
            },
            {
                "title": "",
                "owner": name,
                "fingerprint": "ab80177c159a228ca64493d23194c19ae6e023cee6487d31fa82bc5d1605c796",
                "closed": True,
            },
        ],
        "recommendations": [
            {
                "text": "Zorg dat op elke dienst minstens één vaste groepsleider werkt.",
                "addressed": "Voor de directie van De Meerkoet, binnen 3 maanden na het rapport",
            },
            {
                "text": "Spreek af hoeveel inhuurkrachten er samen op een groep mogen staan.",
                "addressed": "Voor de directie van De Meerkoet, binnen 6 weken na het rapport",
            },
        ],
    }


def report_data(*, seats: int = 4, findings: int = 4, **changed: Any) -> dict[str, Any]:
    """Return the data of a report with this many seats and findings."""
    parties = PARTIES[:seats]
    return {
        "kind": "Gezamenlijk rapport",
        "reference": "JJI-2026-0417-R01",
        "title": "JJI De Meerkoet: opvang, behandeling, onderwijs en personeel",
        "subtitle": "Vier bevindingen van vier inspecties",
        "version": "1.0",
        "date": "2026-12-01",
        "classification": "Ongerubriceerd",
        "markings": ["Vertrouwelijk"],
        "organisations": [{"short_name": party[0], "name": party[1]} for party in parties],
        "introduction": blocks(_INTRODUCTION),
        "findings": [_finding(number) for number in range(findings)],
        "conclusions": blocks(_CONCLUSIONS),
        "seats": [
            {
                "name": f"seat-{party[0].lower()}-1",
                "organisation": party[1],
                "office": party[2],
                "mandate": f"Mandaat {party[3]}",
            }
            for party in parties
        ],
    } | changed
