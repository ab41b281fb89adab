"""A mail written to a folder may hold an invitation: only its owner reads it."""

from app.adapters.mail import Mailer


def test_a_written_mail_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "mail"
    folder.mkdir(mode=0o755)

    Mailer(sender="samenzicht@x.example", folder=folder).send(
        "invitation.1", to="a@b.example", subject="Uitnodiging", text="een geheim"
    )

    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
