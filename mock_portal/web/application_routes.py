"""The addresses of an application's walk, from the questionnaire to the receipt."""

from __future__ import annotations

from mock_portal.web import (
    application_documents,
    application_pages,
    application_questionnaire,
    application_start,
    application_submission,
    application_topic,
)
from mock_portal.web.routing import Method, Personal, Table

ROUTES: Table = {
    (Method.GET, "/pecos/initialApplication.do"): Personal(application_questionnaire.whom),
    (Method.GET, "/pecos/questionnaire.do"): Personal(application_questionnaire.questions),
    (Method.POST, "/pecos/questionnaire.do"): Personal(application_questionnaire.answer),
    (Method.GET, "/pecos/startApplication.do"): Personal(application_start.reason_page),
    (Method.POST, "/pecos/startApplication.do"): Personal(application_start.start, writes=True),
    (Method.GET, "/pecos/application.do"): Personal(application_pages.topic_view),
    (Method.GET, "/pecos/fastTrack.do"): Personal(application_pages.fast_track),
    (Method.GET, "/pecos/errorCheck.do"): Personal(application_pages.error_check),
    (Method.GET, "/pecos/receipt.do"): Personal(application_pages.receipt),
    (Method.POST, "/pecos/closeApplication.do"): Personal(application_pages.close, writes=True),
    (Method.POST, "/pecos/discardApplication.do"): Personal(application_pages.discard, writes=True),
    (Method.GET, "/pecos/topic.do"): Personal(application_topic.show),
    (Method.POST, "/pecos/topic.do"): Personal(application_topic.save, writes=True),
    (Method.GET, "/pecos/supportingDocuments.do"): Personal(application_documents.show),
    (Method.POST, "/pecos/supportingDocuments.do"): Personal(
        application_documents.upload, writes=True, uploads=True
    ),
    (Method.POST, "/pecos/removeDocument.do"): Personal(application_documents.remove, writes=True),
    (Method.GET, "/pecos/submission.do"): Personal(application_submission.begin),
    (Method.POST, "/pecos/submission.do"): Personal(application_submission.go_on, writes=True),
}
