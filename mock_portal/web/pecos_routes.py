"""The addresses of PECOS, apart from signing in and the application walk."""

from __future__ import annotations

from mock_portal.web import (
    pecos,
    pecos_accounts,
    pecos_applications,
    pecos_e_sign,
    pecos_ending,
    pecos_enrollment,
    pecos_fees,
    pecos_papers,
    pecos_record,
    pecos_revalidations,
    pecos_search,
    pecos_signatures,
)
from mock_portal.web.routing import Method, Open, Personal, Table

ROUTES: Table = {
    (Method.GET, "/pecos/home.do"): Personal(pecos.home),
    (Method.GET, "/pecos/myAssociates.do"): Personal(pecos.my_associates),
    (Method.GET, "/pecos/findEnrollments.do"): Personal(pecos_search.find_enrollments),
    (Method.GET, "/pecos/enrollments.do"): Personal(pecos.enrollments),
    (Method.GET, "/pecos/moreOptions.do"): Personal(pecos_enrollment.more_options),
    (Method.GET, "/pecos/reassignments.do"): Personal(pecos_enrollment.reassignments),
    (Method.GET, "/pecos/medicareIdReport.do"): Personal(pecos_enrollment.medicare_id_report),
    (Method.GET, "/pecos/enrollmentRecord.do"): Personal(pecos_record.record),
    (Method.GET, "/pecos/revalidations.do"): Personal(pecos_revalidations.center),
    (Method.GET, "/pecos/applications.do"): Personal(pecos_applications.applications),
    (Method.GET, "/pecos/applicationStatus.do"): Personal(pecos_applications.status),
    (Method.GET, "/pecos/endApplication.do"): Personal(pecos_ending.form),
    (Method.POST, "/pecos/endApplication.do"): Personal(pecos_ending.end, writes=True),
    (Method.GET, "/pecos/manageSignatures.do"): Personal(pecos_signatures.manage),
    (Method.POST, "/pecos/manageSignatures.do"): Open(pecos_signatures.record_bare, writes=True),
    (Method.GET, "/pecos/viewAndSign.do"): Personal(pecos_signatures.sign_form),
    (Method.POST, "/pecos/viewAndSign.do"): Personal(pecos_signatures.sign, writes=True),
    (Method.GET, "/pecos/eSignLogin.do"): Open(pecos_e_sign.entry),
    (Method.POST, "/pecos/eSignLogin.do"): Open(pecos_e_sign.identify),
    (Method.POST, "/pecos/eSign.do"): Open(pecos_e_sign.sign, writes=True),
    (Method.GET, "/pecos/feePaymentWelcome.do"): Personal(pecos_fees.welcome),
    (Method.GET, "/pecos/feePayment.do"): Personal(pecos_fees.pay_form),
    (Method.POST, "/pecos/feePayment.do"): Personal(pecos_fees.settle, writes=True),
    (Method.GET, "/pecos/feeReceipt.do"): Personal(pecos_fees.receipt),
    (Method.GET, "/pecos/documents.do"): Personal(pecos_papers.documents),
    (Method.GET, "/pecos/credentials.do"): Personal(pecos_papers.credentials),
    (Method.GET, "/pecos/accountManagement.do"): Personal(pecos_accounts.account_management),
}
