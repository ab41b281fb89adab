"""A folder for which nothing was laid down is told to follow, by the API: nothing goes wrong."""


def test_a_folder_without_rules_may_be_told_to_follow(api_of, world):
    anna, bram = api_of("anna"), api_of("bram")
    folders = f"/workspaces/{world.workspace.ref}/folders"
    for name in ("Stukken", "Bezoek"):
        made = anna.post(folders, json={"name": name}).json["id"]
        answer = bram.ask("PUT", f"/folders/{made}/access", json={"own": False, "rules": []})

        assert (answer.status_code, answer.json) == (200, {"own": False, "rules": []})
