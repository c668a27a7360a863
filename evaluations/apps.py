from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.lib import composed


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluations")

    def ready(self):
        # They need the models, which are not there before.
        own, home = import_module("evaluations.assessing.own"), import_module("evaluations.home")
        composed.tasks_for.append(own.entered_to_confirm)
        composed.written_for.append(own.written_for)
        composed.tasks_for.append(own.papers_to_write)
        composed.navigation_for.append(own.link_to_own)
        composed.calendar_for.append(own.deadlines)
        composed.navigation_for.extend(home.NAVIGATION)
        composed.calendar_for.extend(home.CALENDAR)
        composed.year_steps_for.extend(home.YEAR_STEPS)
        composed.due_between.extend(import_module("evaluations.owing").DUE)
        composed.waiting_for.extend(import_module("evaluations.deciding.home").WAITING)
        sessions = import_module("evaluations.sessions.home")
        composed.tasks_for.extend(sessions.TASKS)
        composed.waiting_for.extend(sessions.WAITING)
        composed.navigation_for.extend(sessions.NAVIGATION)
        composed.action_names.update(import_module("evaluations.action_names").ACTION_NAMES)
        composed.about_me.append(import_module("evaluations.about_me").about_me)
        composed.purges.extend(import_module("evaluations.purging").PURGES)
        composed.paper_names["evaluation_report"] = _("Evaluation report")
        scheme_home = import_module("evaluations.scheme_home")
        composed.tasks_for.extend(scheme_home.TASKS)
        composed.navigation_for.extend(scheme_home.NAVIGATION)
        registry.register(import_module("evaluations.opening.work").OpeningWork())
        following = import_module("evaluations.following")
        composed.follow_person.append(following.follow_person)
        uniting = import_module("evaluations.uniting")
        composed.uniting_refused.append(uniting.refusals)
        composed.settle_twins.append(uniting.settle_twins)
        composed.hanging_on_person.append(following.hanging_on)
        newcomers = import_module("evaluations.newcomers")
        composed.people_added.append(newcomers.begin)
        composed.people_removed.append(newcomers.take_back)
        rerouting = import_module("evaluations.rerouting")
        composed.hanging_on_orgs.append(rerouting.hanging_on_orgs)
        composed.apply_org_change.append(rerouting.pass_on_open_dossiers)
        composed.apply_org_change.append(following.follow_moved)
        composed.organization_split.append(import_module("evaluations.splitting").share_evaluations)
        composed.person_pages_for.append(import_module("evaluations.history.links").person_pages)
        registry.register(import_module("evaluations.tables.work").TableWork())
        registry.register(import_module("evaluations.papers.work").PapersWork())
        past_lists = import_module("evaluations.past.kinds").LISTS
        import_module("portal.directory.lists.kinds").KINDS.update(past_lists)
