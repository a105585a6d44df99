"""Pages of the laboratory and of the board: what each reader finds there, and what nobody else ever reads."""

import re

import pytest
from django.urls import reverse
from tests.web.laboratory.scene import ALLELE, LOCI
from tests.web.pages.test_access_matrix import _crawl
from tests.web.world import World

from repatria.web.laboratory import actions
from repatria.web.laboratory.models import Identification, Profile, ReturnCase
from repatria.web.templatetags.repatria import posterior

OUTSIDE = ["mira", "dmytro", "sergei", "olha", "igor", "vera", "oskar", "taras", "adam", "pavlo"]


def text_of(world: World, name: str, page: str, *args: object) -> str:
    answer = world.cast.client(name).get(reverse(page, args=args))
    assert answer.status_code == 200, f"{page} answered {name} with {answer.status_code}"
    return answer.content.decode()


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_allele_pedigree_or_relation_is_read_outside_a_laboratory(name: str, world: World):
    donor = world.ids["donor_id"]
    actions.set_supported(by=world.cast.user("nadia"), donor=donor, is_supported=False)
    for url, text in _crawl(world.cast.client(name), limit=90).items():
        for secret in (ALLELE, LOCI[3], donor.number, "relation not supported", "svg-pedigree"):
            assert secret not in text, f"{name} reads {secret} on {url}"


def test_a_delegation_reads_outcomes_and_never_a_candidate(world: World):
    returned, waiting = world.ids["returned"], world.ids["identification_id"]
    page = text_of(world, "dmytro", "laboratory:outcomes")
    assert returned.am.number in page
    assert waiting.am.number not in page
    assert "log10 LR" not in page  # two letters alone may stand in a form's token
    other = text_of(world, "sergei", "laboratory:outcomes")
    assert returned.am.number not in other  # neither file is of Party B
    for url in ("laboratory:identification", "laboratory:candidate", "laboratory:board"):
        args = [] if url.endswith("board") else [waiting.pk if "ident" in url else world.ids["candidate_id"].pk]
        assert world.cast.client("dmytro").get(reverse(url, args=args)).status_code == 403


def test_a_sides_laboratory_sees_the_other_sides_body_only_before_its_own_board(world: World):
    candidate, profile = world.ids["candidate_id"], world.ids["profile_id"]
    client = world.cast.client("halyna")
    assert client.get(reverse("laboratory:profile", args=[profile.pk])).status_code == 404
    assert client.get(reverse("laboratory:pm", args=[world.ids["pm_id"].pk])).status_code == 404
    assert ALLELE in text_of(world, "halyna", "laboratory:candidate", candidate.pk)  # its board reads the comparison
    Identification.objects.filter(candidate=candidate).update(am_party="B")
    assert client.get(reverse("laboratory:candidate", args=[candidate.pk])).status_code == 404


def test_the_coordinator_signs_by_rules_and_figures_without_alleles(world: World):
    page = text_of(world, "mira", "laboratory:identification", world.ids["identification_id"].pk)
    assert page.count("☑") == 24
    assert "9.20" in page
    assert reverse("laboratory:candidate", args=[world.ids["candidate_id"].pk]) not in page


def test_the_comparison_shows_each_locus_the_pedigree_and_the_rules(world: World):
    page = text_of(world, "nadia", "laboratory:candidate", world.ids["candidate_id"].pk)
    assert "Pedigree as stated" in page
    assert "Locus by locus" in page
    assert page.count('class="weight"><svg') == 14  # a bar each side of zero for each locus
    for locus in LOCI:
        assert locus in page
    assert "0.65" in page


def test_a_posterior_is_never_rounded_up_to_certainty():
    shown = {p: posterior(p).replace("\u00a0", " ") for p in (0.5, 0.49999999999, 0.9994, 0.99951, 0.999999, 1.0, 1e-9)}
    assert list(shown.values()) == [
        "50.0 %",
        "50.0 %",
        "99.940 %",
        "99.951 %",
        "99.99990 %",
        "> 99.999999 %",
        "< 0.0001 %",
    ]


def test_two_people_sign_on_pages_and_one_retracts(world: World):
    made = world.ids["identification_id"]
    url = reverse("laboratory:identification", args=[made.pk])
    for name in ("mira", "halyna"):
        client = world.cast.client(name)
        page = client.get(url).content.decode()
        digest = re.search(r'name="digest" value="(\w+)"', page)
        assert digest
        sign_url = reverse("laboratory:sign", args=[made.pk])
        client.post(sign_url, {"digest": digest[1]})
        assert name not in made.acts.filter(act="signed").values_list("by__username", flat=True)  # in passing: no
        client.post(sign_url, {"digest": digest[1], "read": "yes"})
    made.refresh_from_db()
    assert made.state == "confirmed"
    client.post(reverse("laboratory:retract", args=[made.pk]), {"reason": ""})
    assert Identification.objects.get(pk=made.pk).state == "confirmed"
    client.post(reverse("laboratory:retract", args=[made.pk]), {"reason": "samples exchanged"})
    assert Identification.objects.get(pk=made.pk).state == "retracted"
    assert "samples exchanged" in client.get(url).content.decode()
    assert made.am.number in text_of(world, "dmytro", "laboratory:outcomes")  # had been told, so hears of it


def test_a_return_case_waits_on_the_start_page_and_is_settled_by_two(world: World):
    case = ReturnCase.objects.get()
    assert reverse("laboratory:outcomes") in text_of(world, "dmytro", "start")
    url = reverse("laboratory:decide_return", args=[case.pk])
    world.cast.client("dmytro").post(url, {"act": "propose", "decision": "keep"})
    world.cast.client("mira").post(url, {"act": "confirm"})
    case.refresh_from_db()
    assert (case.state, case.decision) == ("settled", "keep")


def test_a_blind_reading_by_form(world: World):
    nadia, stepan = world.cast.client("nadia"), world.cast.client("stepan")
    made = nadia.post(reverse("laboratory:staff_sample"), {"number": "STAFF-1"})
    sample_page = nadia.get(made.headers["Location"]).content.decode()
    profile = Profile.objects.get(sample__number="STAFF-1")
    assert reverse("laboratory:profile", args=[profile.pk]) in sample_page
    url = reverse("laboratory:read", args=[profile.pk])
    wrong = nadia.post(url, {"locus_0": "twelve"})
    assert wrong.status_code == 200
    for client in (nadia, stepan):
        client.post(url, {"locus_0": "12 9.3", "locus_1": "11", "locus_2": "14 ?"})
    profile.refresh_from_db()
    assert profile.state == "accepted"
    assert sorted(map(str, profile.agreed.values())) == ["['11', '11']", "['14', None]", "['9.3', '12']"]


def test_a_file_of_profiles_is_answered_row_by_row(world: World):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = world.cast.client("nadia")
    client.post(reverse("laboratory:staff_sample"), {"number": "STAFF-2"})
    table = "sample,TH01,vWA\nSTAFF-2,6/9.3,14/15\nNOBODY,6/7,14/14\nSTAFF-2X,zz,14/15\n"
    data = {"kind": "csv", "one_allele": "unknown", "file": SimpleUploadedFile("secret-name.csv", table.encode())}
    answer = client.post(reverse("laboratory:upload"), data).content.decode()
    assert "STAFF-2" in answer
    assert "No sample of this number" in answer
    assert "secret-name" not in answer
    assert Profile.objects.get(sample__number="STAFF-2").readings.count() == 1


def test_families_and_frequencies_are_taken_in(world: World):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = world.cast.client("nadia")
    rows = "family,id,father,mother,sex,missing\nFX,f,,,M,\nFX,m,,,F,\nFX,s,f,m,M,1\n"
    data = {"kind": "families", "one_allele": "unknown", "owner": "A"}
    client.post(reverse("laboratory:upload"), data | {"file": SimpleUploadedFile("f.csv", rows.encode())})
    page = client.get(reverse("laboratory:families")).content.decode()
    assert "FX" in page
    table = "locus,allele,frequency\nTH01,6,0.4\nTH01,7,0.6\n"
    data = {"kind": "frequencies", "one_allele": "unknown", "file": SimpleUploadedFile("q.csv", table.encode())}
    assert "TH01" in client.post(reverse("laboratory:upload"), data).content.decode()


def test_bodies_by_tag_and_relatives_by_family_open_files_and_samples_by_themselves(world: World):
    """Two analysts take the same files in: then both profiles count."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {
        "families": "family,id,father,mother,sex,missing\nFY,f,,,M,\nFY,m,,,F,\nFY,s,f,m,M,1\n",
        "bodies": "sample,TH01,vWA\nA-0002,6/9.3,14/15\nNOWHERE,6/7,14/15\n",
        "references": "family,sample,TH01,vWA\nFY,m,6/7,14/16\nFY,s,6/7,14/16\nFZ,m,6/7,14/16\n",
    }
    told = ""
    for name in ("nadia", "stepan"):
        for kind, table in files.items():
            data = {"kind": kind, "one_allele": "unknown", "owner": "A"}
            data["file"] = SimpleUploadedFile("x.csv", table.encode())
            told += world.cast.client(name).post(reverse("laboratory:upload"), data).content.decode()
    assert told.count("not one bag or part bears this tag") == 2
    assert told.count("no such member") == 4
    body = Profile.objects.get(sample__pm__unit__record__tag="A-0002")
    mother = Profile.objects.get(sample__donor__members__family__number="FY")
    assert (body.state, mother.state) == ("accepted", "accepted")
    assert body.agreed == {"TH01": ["6", "9.3"], "vWA": ["14", "15"]}


def test_an_unreadable_file_is_refused_in_words(world: World):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("x.csv", b"\x00\x01\x02")
    answer = world.cast.client("nadia").post(
        reverse("laboratory:upload"), {"kind": "codis", "one_allele": "unknown", "file": file}
    )
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()


def test_a_comparison_is_started_on_a_page(world: World):
    client = world.cast.client("nadia")
    client.post(reverse("laboratory:start_run"), {"act": "example"})
    page = client.get(reverse("laboratory:runs")).content.decode()
    table = re.findall(r'<option value="(\w{64})"', page)[0]
    answer = client.post(reverse("laboratory:start_run"), {"frequencies": table, "threshold": "2", "not_listed": "0.1"})
    assert "/jobs/" in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200


def test_pages_of_the_laboratory_carry_no_script_and_no_style_of_their_own(world: World):
    client = world.cast.client("nadia")
    for url, text in _crawl(client, limit=60).items():
        assert text.count("<script") == text.count("<script src="), url
        assert " style=" not in text, url
