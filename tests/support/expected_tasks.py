"""Who passes where tasks are asked and done, and terms are kept; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, WORKERS, Passing, only

ASKED = only(task_here="bram", task_there="dirk")
ASKED_OR_ASKING = only(task_here="anna bram", task_there="dirk")
ASKING = only(task_here="anna", task_there="dirk")
KEEPERS_OF_TERMS = only(term_here="anna", term_there="dirk")

TASKS: dict[str, Passing] = {
    "tasks.export": ALL_WHO_SEE_IT,
    "tasks.export_terms": ALL_WHO_SEE_IT,
    "tasks.board": ALL_WHO_SEE_IT,
    "tasks.months": ALL_WHO_SEE_IT,
    "tasks.list": ALL_WHO_SEE_IT,
    "tasks_api.list": ALL_WHO_SEE_IT,
    "tasks.ask": WORKERS,
    "tasks.new": WORKERS,
    "tasks.ask_usual": WORKERS,
    "tasks.change_several": WORKERS,
    "tasks.undo_withdrawal": WORKERS,
    "tasks_api.ask": WORKERS,
    "tasks.detail": ALL_WHO_SEE_IT,
    "comments.task_page": ALL_WHO_SEE_IT,
    "comments.task_write": ALL_WHO_SEE_IT,
    "comments.task_change": ALL_WHO_SEE_IT,  # without a comment: back to the page
    "comments.task_withdraw": ALL_WHO_SEE_IT,
    "comments.task_settle": ALL_WHO_SEE_IT,
    "comments_api.list_on_task": ALL_WHO_SEE_IT,
    "comments_api.add_to_task": ALL_WHO_SEE_IT,
    "tasks.accept": ASKED,
    "tasks.deliver": ASKED,
    "tasks.return_with_reason": ASKED,
    "tasks.take_over": ASKED,
    "tasks.hand_over": ASKED,
    "tasks.confirm": ASKING,
    "tasks.edit": ASKING,
    "tasks.extend": ASKING,
    "tasks.ask_time": ASKED,
    "tasks.refuse_time": ASKING,
    "tasks.send_back": ASKING,
    "tasks.withdraw": ASKING,
    "tasks.restore": ASKING,
    "tasks.tick": ASKED,
    "tasks.follow": ALL_WHO_SEE_IT,
    "tasks.unfollow": ALL_WHO_SEE_IT,
    "tasks.end_series": ASKING,
    "tasks_api.detail": ALL_WHO_SEE_IT,
    "tasks_api.accept": ASKED,
    "tasks_api.deliver": ASKED,
    "tasks_api.tick": ASKED,
    "tasks_api.follow": ALL_WHO_SEE_IT,
    "tasks_api.unfollow": ALL_WHO_SEE_IT,
    "tasks_api.change": ASKING,
    "tasks_api.confirm": ASKING,
    "tasks_api.extend": ASKED_OR_ASKING,
    "tasks_api.refuse_time": ASKING,
    "tasks_api.return_with_reason": ASKED,
    "tasks.terms": ALL_WHO_SEE_IT,
    "tasks.add_term": WORKERS,
    "tasks.term": ALL_WHO_SEE_IT,
    "tasks.start_term": KEEPERS_OF_TERMS,
    "tasks.change_term": KEEPERS_OF_TERMS,
    "tasks.close_term": KEEPERS_OF_TERMS,
    "tasks.reopen_term": KEEPERS_OF_TERMS,
    "tasks.let_term_go_on": KEEPERS_OF_TERMS,
    "tasks.correct_term": KEEPERS_OF_TERMS,
    "tasks.correct_change": KEEPERS_OF_TERMS,
    "tasks.take_back_change": KEEPERS_OF_TERMS,
}
