"""Tests for resources and methods of operations, compared with hand-written SDKs."""

from __future__ import annotations

import pytest

from tests.support.documents import Json, document, path_parameters, prepared

ITEM: Json = {"type": "object", "properties": {"id": {"type": "string"}}}
REPLIES: dict[str, Json] = {
    "one": ITEM,
    "many": {"type": "array", "items": ITEM},
    "page": {"type": "object", "properties": {"data": {"type": "array", "items": ITEM}}},
    "dials": {"type": "object", "properties": {"dials": {"type": "array", "items": ITEM}}},
    "value": {"type": "object", "properties": {"value": {"type": "array", "items": ITEM}}},
}

APIS = {
    "Stripe": """
        GET    /v1/promotion_codes                              page  promotion_codes.list
        POST   /v1/promotion_codes                              one   promotion_codes.create
        GET    /v1/promotion_codes/{code}                       one   promotion_codes.retrieve
        POST   /v1/promotion_codes/{code}                       one   promotion_codes.update
        GET    /v1/balance                                      one   balance.retrieve
        GET    /v1/balance/history                              page  balance.history.list
        GET    /v1/balance/history/{id}                         one   balance.history.retrieve
        GET    /v1/account                                      one   account.retrieve
        GET    /v1/accounts                                     page  accounts.list
        POST   /v1/accounts                                     one   accounts.create
        GET    /v1/accounts/{account}                           one   accounts.retrieve
        POST   /v1/accounts/{account}                           one   accounts.update
        DELETE /v1/accounts/{account}                           one   accounts.delete
        POST   /v1/accounts/{account}/reject                    one   accounts.reject
        GET    /v1/accounts/{account}/persons                   page  accounts.persons.list
        POST   /v1/accounts/{account}/persons                   one   accounts.persons.create
        GET    /v1/accounts/{account}/persons/{person}          one   accounts.persons.retrieve
        DELETE /v1/accounts/{account}/persons/{person}          one   accounts.persons.delete
        GET    /v1/charges                                      page  charges.list
        GET    /v1/charges/search                               page  charges.search
        GET    /v1/charges/{charge}                             one   charges.retrieve
        POST   /v1/charges/{charge}/capture                     one   charges.capture
        POST   /v1/checkout/sessions                            one   checkout.sessions.create
        GET    /v1/checkout/sessions/{session}                  one   checkout.sessions.retrieve
        GET    /v1/checkout/sessions/{session}/line_items       page  checkout.sessions.line_items.list
        POST   /v1/checkout/sessions/{session}/expire           one   checkout.sessions.expire
        GET    /v1/invoices                                     page  invoices.list
        GET    /v1/invoices/upcoming                            one   invoices.upcoming
        GET    /v1/invoices/{invoice}                           one   invoices.retrieve
        POST   /v1/invoices/{invoice}/mark_uncollectible        one   invoices.mark_uncollectible
        GET    /v1/files/{file}/contents                        -     files.contents
        GET    /v1/customers/{customer}/discount                one   customers.discount.retrieve
        DELETE /v1/customers/{customer}/discount                one   customers.discount.delete
        POST   /v1/test_helpers/test_clocks/{clock}/advance     one   test_helpers.test_clocks.advance
        POST   /v1/tax/calculations                             one   tax.calculations.create
        GET    /v1/tax/settings                                 one   tax.settings.retrieve
        POST   /v1/tax/settings                                 one   tax.settings.update
    """,
    "GitHub": """
        GET    /repos/{owner}/{repo}                            one   repos.retrieve
        PATCH  /repos/{owner}/{repo}                            one   repos.update
        DELETE /repos/{owner}/{repo}                            -     repos.delete
        GET    /repos/{owner}/{repo}/issues                     many  repos.issues.list
        POST   /repos/{owner}/{repo}/issues                     one   repos.issues.create
        GET    /repos/{owner}/{repo}/issues/{number}            one   repos.issues.retrieve
        PATCH  /repos/{owner}/{repo}/issues/{number}            one   repos.issues.update
        PUT    /repos/{owner}/{repo}/issues/{number}/lock       -     repos.issues.lock.update
        DELETE /repos/{owner}/{repo}/issues/{number}/lock       -     repos.issues.lock.delete
        GET    /repos/{owner}/{repo}/issues/comments            many  repos.issues.comments.list
        GET    /repos/{owner}/{repo}/issues/comments/{id}       one   repos.issues.comments.retrieve
        GET    /repos/{owner}/{repo}/pulls                      many  repos.pulls.list
        PUT    /repos/{owner}/{repo}/pulls/{number}/merge       one   repos.pulls.merge
        GET    /repos/{owner}/{repo}/forks                      many  repos.forks.list
        POST   /repos/{owner}/{repo}/forks                      one   repos.forks.create
        POST   /repos/{owner}/{repo}/actions/runs/{id}/cancel   -     repos.actions.runs.cancel
        GET    /user                                            one   user.retrieve
        PATCH  /user                                            one   user.update
        GET    /user/repos                                      many  user.repos.list
        PUT    /user/starred/{owner}/{repo}                     -     user.starred.update
        GET    /users                                           many  users.list
        GET    /users/{username}                                one   users.retrieve
        GET    /orgs/{org}/teams                                many  orgs.teams.list
        PUT    /orgs/{org}/teams/{team}                         one   orgs.teams.update
        GET    /zen                                             -     zen.retrieve
        GET    /rate_limit                                      one   rate_limit.retrieve
        POST   /markdown                                        -     markdown.create
    """,
    "Google": """
        GET    /v1/projects                                     page  projects.list
        GET    /v1/projects/{project}                           one   projects.retrieve
        PUT    /v1/projects/{project}                           one   projects.replace
        PATCH  /v1/projects/{project}                           one   projects.update
        POST   /v1/projects/{project}:undelete                  one   projects.undelete
        POST   /v1/projects/{project}:setIamPolicy              one   projects.set_iam_policy
        POST   /v1/projects:batchGet                            page  projects.batch_get
    """,
    "Slack": """
        POST   /chat.postMessage                                one   chat.post_message
        POST   /conversations.members.list                      one   conversations.members.list
        GET    /users.list                                      one   users.list
    """,
    "Zendesk": """
        GET    /api/v2/tickets                                  page  tickets.list
        POST   /api/v2/tickets                                  one   tickets.create
        DELETE /api/v2/tickets                                  -     tickets.delete_all
        GET    /api/v2/tickets/{id}                             one   tickets.retrieve
        PUT    /api/v2/tickets/{id}                             one   tickets.update
        POST   /api/v2/tickets/{id}/tags                        one   tickets.tags.create
    """,
    "Twilio": """
        GET    /2010-04-01/Accounts/{Sid}/Messages.json         page  accounts.messages.list
        POST   /2010-04-01/Accounts/{Sid}/Messages.json         one   accounts.messages.create
    """,
    "Jira": """
        GET    /rest/api/3/issue/{key}                          one   issue.retrieve
        POST   /rest/api/3/issue                                one   issue.create
    """,
    "OpenAI": """
        POST   /chat/completions                                one   chat.completions.create
        POST   /images/generations                              one   images.generations.create
        POST   /embeddings                                      one   embeddings.create
    """,
    "petstore": """
        POST   /pet                                             one   pet.create
        PUT    /pet                                             one   pet.update
        GET    /pet/findByStatus                                many  pet.find_by_status
        GET    /pet/{petId}                                     one   pet.retrieve
        POST   /pet/{petId}/uploadImage                         one   pet.upload_image
        POST   /store/order                                     one   store.order.create
        GET    /store/order/{orderId}                           one   store.order.retrieve
    """,
    "Microsoft Graph": """
        GET    /Users                                           value users.list
        GET    /Users('{id}')                                   one   users.retrieve
        PATCH  /Users({id})                                     -     users.update
        GET    /Users({id})/messages                            value users.messages.list
        POST   /Users/{id}/ns.assignLicense(plan='{plan}')      one   users.assign_license
        GET    /reports/getUsage(period={period})               one   reports.get_usage
    """,
    "Elasticsearch": """
        GET    /{index}/_search                                 one   search.retrieve
        POST   /{index}/_search                                 one   search.create
    """,
    "item and collection": """
        GET    /papers                                          one   papers.list
        POST   /papers                                          one   papers.create
        GET    /papers/{id}                                     one   papers.retrieve
        POST   /papers/{id}                                     one   papers.post_create
        PUT    /papers/{id}                                     one   papers.update
        GET    /shelves                                         one   shelves.list
        GET    /shelves/{id}                                    one   shelves.retrieve
        POST   /shelves/{id}                                    one   shelves.create
        PUT    /shelves/{id}                                    one   shelves.update
    """,
    "file extensions": """
        GET    /2020-01-01/Rooms/{RoomSid}/Dials.json           dials rooms.dials.list
        POST   /2020-01-01/Rooms/{RoomSid}/Dials.json           one   rooms.dials.create
        GET    /2020-01-01/Rooms/{RoomSid}/Dials/{Sid}.json     one   rooms.dials.retrieve
        POST   /2020-01-01/Rooms/{RoomSid}/Dials/{Sid}.json     one   rooms.dials.update
        GET    /feeds.xml                                       page  feeds.list
        GET    /feeds/{id}.xml                                  one   feeds.retrieve
        POST   /feeds/{id}/refresh.xml                          one   feeds.refresh
    """,
    "queries": """
        POST   /jobs/{id}/cancel                                one   jobs.cancel
        POST   /jobs/{id}/cancel?beta=true                      one   beta.jobs.cancel
        GET    /jobs                                            many  jobs.list
        GET    /jobs?deep=true                                  many  jobs.list_deep_true
        GET    /jobs/{id}                                       one   jobs.retrieve
        GET    /jobs/{id}?deep=true                             one   jobs.retrieve_deep_true
        POST   /jobs?mode=fast                                  one   jobs.create_mode_fast
    """,
    "a shared prefix": """
        GET    /api/public/invoices                             many  invoices.list
        GET    /api/public/invoices/{id}                        one   invoices.retrieve
        POST   /api/public/invoices/{id}/send                   one   invoices.send
        GET    /api/public/customers                            many  customers.list
        POST   /api/public/webhooks                             one   webhooks.create
        GET    /api/public/health                               one   health.retrieve
    """,
    "a prefix that is a resource": """
        GET    /shop                                            many  shop.list
        GET    /shop/{id}                                       one   shop.retrieve
        GET    /shop/orders                                     many  shop.orders.list
        GET    /shop/carts                                      many  shop.carts.list
        GET    /shop/items                                      many  shop.items.list
        GET    /shop/{id}/notes                                 many  shop.notes.list
    """,
    "a scope": """
        GET    /organizations                                   many  organizations.list
        GET    /organizations/{org}                             one   organizations.retrieve
        POST   /organizations/{org}/archive                     one   organizations.archive
        GET    /organizations/{org}/members                     many  members.list
        DELETE /organizations/{org}/members/{id}                -     members.delete
        GET    /organizations/{org}/invoices                    many  invoices.list
        POST   /organizations/{org}/invoices/{id}/void          one   invoices.void
        GET    /organizations/{org}/users                       many  organizations.users.list
        GET    /organizations/{org}/teams                       many  teams.list
        GET    /users                                           many  users.list
    """,
    "a scope of one version": """
        GET    /v1/rooms                                        many  rooms.list
        GET    /v1/rooms/{id}                                   one   rooms.retrieve
        GET    /v1/lamps                                        many  lamps.list
        GET    /v1/lamps/{id}                                   one   lamps.retrieve
        GET    /v1/fans                                         many  fans.list
        GET    /v2/homes/{home}                                 one   homes.retrieve
        GET    /v2/homes/{home}/doors                           many  doors.list
        GET    /v2/homes/{home}/doors/{id}                      one   doors.retrieve
        GET    /v2/homes/{home}/locks                           many  locks.list
        GET    /v2/homes/{home}/keys                            many  keys.list
    """,
    "versions": """
        GET    /v1/jobs                                         many  v1.jobs.list
        GET    /v2/jobs                                         many  jobs.list
        GET    /v1/queues                                       many  queues.list
        GET    /storage/v1/disks                                many  storage.disks.list
    """,
    "plain paths keep their names": """
        GET    /notes                                           many  notes.list
        GET    /notes/{id}                                      one   notes.retrieve
        GET    /{owner}/notes                                   many  notes.get_list
        POST   /cards/{card}/charges                            one   cards.charges.create
        GET    /cards/{card}/charges/{id}                       one   cards.charges.retrieve
        POST   /cards/charges                                   one   cards.charges.post_create
    """,
    "keys of several parameters": """
        GET    /disks/{project}/{region}                        one   disks.list
        POST   /disks/{project}/{region}                        one   disks.create
        GET    /disks/{project}/{region}/{id}                   one   disks.retrieve
        PATCH  /disks/{project}/{region}/{id}                   one   disks.update
        GET    /commits/{sha}                                   one   commits.retrieve
        GET    /commits/{sha}/{format}                          one   commits.get_retrieve
        GET    /commits                                         many  commits.list
    """,
    "verbs": """
        GET    /auth/status                                     one   auth.status
        GET    /catalog/list                                    many  catalog.list
        POST   /customers/{id}/send_reminders                   one   customers.send_reminders
        PATCH  /agents/{id}/tools/attach/{tool}                 one   agents.tools.attach
        POST   /create-voice                                    one   voice.create
        GET    /list-voices                                     many  voice.list
        GET    /get-voice/{id}                                  one   voice.retrieve
        POST   /stop-voice/{id}                                 one   voice.stop
        POST   /link_sessions                                   one   link_sessions.create
        GET    /link_sessions/{id}                              one   link_sessions.retrieve
        POST   /import_jobs                                     one   import_jobs.create
        GET    /bulk_jobs/{id}                                  one   bulk_jobs.retrieve
    """,
    "Kubernetes": """
        GET    /api/v1/namespaces/{namespace}/pods               one   namespaces.pods.list
        GET    /api/v1/namespaces/{namespace}/pods/{name}        one   namespaces.pods.retrieve
        GET    /api/v1/watch/namespaces/{namespace}/pods         one   namespaces.pods.watch
        GET    /api/v1/namespaces/{namespace}/pods/{name}/log    one   namespaces.pods.log
        POST   /api/v1/namespaces/{namespace}/pods/{name}/exec   one   namespaces.pods.post_exec
        GET    /api/v1/namespaces/{namespace}/pods/{name}/exec   one   namespaces.pods.exec
    """,
    "watch without a resource": """
        GET    /                                                one   root.get
        GET    /watch                                           one   watch.retrieve
        GET    /{id}/watch                                      one   watch.get_retrieve
    """,
    "extensions as parameters": """
        GET    /sites/nearest.{format}                          one   sites.nearest
        GET    /sites/{id}.{format}                             one   sites.retrieve
    """,
    "others": """
        GET    /settings                                        one   settings.retrieve
        PUT    /settings                                        one   settings.update
        POST   /auth/login                                      one   auth.login
        POST   /auth/logout                                     -     auth.logout
        HEAD   /blobs/{id}                                      -     blobs.head
        OPTIONS /blobs                                          -     blobs.options
        POST   /search                                          one   search.create
        GET    /health                                          one   health.retrieve
    """,
}
ROWS = [(api, *line.split()) for api, lines in APIS.items() for line in lines.strip().splitlines()]


@pytest.fixture(scope="module")
def names() -> dict[tuple[str, str], str]:
    """Name every API once, since names depend on all its paths."""
    result: dict[tuple[str, str], str] = {}
    for api in APIS:
        paths: Json = {}
        for row in ROWS:
            if row[0] == api:
                paths.setdefault(row[2], {})[row[1].lower()] = operation(row[2], row[3])
        table = prepared(document({}, paths)).names.operations
        result.update({(api, key): ".".join((*name.resource, name.method)) for key, name in table.items()})
    return result


def operation(path: str, reply: str) -> Json:
    content = {"application/json": {"schema": REPLIES[reply]}} if reply in REPLIES else {}
    return {"parameters": path_parameters(path), "responses": {"200": {"description": "", "content": content}}}


@pytest.mark.parametrize(("api", "method", "path", "reply", "expected"), ROWS)
def test_resources_and_methods(
    names: dict[tuple[str, str], str], api: str, method: str, path: str, reply: str, expected: str
) -> None:
    assert reply
    assert names[api, f"{method} {path}"] == expected


def test_the_root_is_named_after_tag_and_operation() -> None:
    root = {"operationId": "getRoot", "tags": ["Meta Data"], **operation("/", "one")}
    (name,) = prepared(document({}, {"/": {"get": root}})).names.operations.values()
    assert (name.resource, name.method) == (("meta_data",), "get_root")


def test_operations_that_differ_in_fragment_or_query_are_named_by_their_ids() -> None:
    paths: Json = {}
    for path, key in (
        ("/#Action=CreateUser", "CreateUser"),
        ("/tags/{arn}#tagKeys", "Untag"),
        ("/reports?full=1", "full"),
    ):
        paths[path] = {"get": {"operationId": key, **operation(path, "one")}}
    paths["/#Action=NoId"] = {"get": operation("/", "one")}
    table = prepared(document({}, paths)).names.operations
    found = [".".join((*name.resource, name.method)) for name in table.values()]
    assert found == ["root.create_user", "tags.untag", "reports.full", "action_no_id.retrieve"]
