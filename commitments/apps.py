from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry, schedules
from portal.lib import composed


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Action programs")

    def ready(self):
        home = import_module("commitments.home")  # it needs the models, which are not there before
        composed.tasks_for.extend(home.TASKS)
        composed.waiting_for.extend(home.WAITING)
        composed.navigation_for.extend(home.NAVIGATION)
        composed.calendar_for.extend(home.CALENDAR)
        composed.year_steps_for.extend(home.YEAR_STEPS)
        composed.due_between.extend(import_module("commitments.owing").DUE)
        composed.action_names.update(import_module("commitments.action_names").ACTION_NAMES)
        composed.about_me.append(import_module("commitments.about_me").about_me)
        composed.purges.extend(import_module("commitments.purging").PURGES)
        composed.paper_names["action_program"] = _("Registration of commitments")
        following = import_module("commitments.following")
        composed.follow_person.append(following.follow_person)
        uniting = import_module("commitments.uniting")
        composed.uniting_refused.append(uniting.refusals)
        composed.settle_twins.append(uniting.settle_twins)
        composed.hanging_on_person.append(following.hanging_on)
        newcomers = import_module("commitments.newcomers")
        composed.people_added.append(newcomers.call)
        composed.people_removed.append(newcomers.take_back)
        rerouting = import_module("commitments.rerouting")
        composed.hanging_on_orgs.append(rerouting.hanging_on_orgs)
        composed.apply_org_change.append(rerouting.pass_on_open_reviews)
        composed.apply_org_change.append(following.follow_moved)
        composed.organization_split.append(import_module("commitments.splitting").share_campaigns)
        registry.register(import_module("commitments.reports.work").ReportWork())
        registry.register(import_module("commitments.progress.unit_slips").UnitSlips())
        replacing = import_module("commitments.replacing")
        composed.resolution_replaced.append(replacing.on_replaced)
        composed.replacement_gone.append(replacing.on_taken_back)
        composed.replacing_asks.append(replacing.count_touched)
        registry.register(replacing.ProposalWork())
        composed.touched_by.append(import_module("commitments.answering").touched_by)
        roster = import_module("commitments.roster")
        registry.register(roster.OpeningWork())
        registry.register(roster.TellingWork())
        registry.register(import_module("commitments.roster_workbook").RosterWorkbook())
        registry.register(import_module("commitments.reporting_workbook").ReportingWorkbook())
        schedules.every(
            "commitments.roll_up", "commitments.tallies.rollup.refresh_due", minutes=settings.ROLL_UP_MINUTES
        )
