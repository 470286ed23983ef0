"""The Datasette plugin: our pages before Datasette's own, and a veil over its connections where texts are not shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup as Escaped
from markupsafe import escape

from config.alerts import Language
from db import Database, DatabaseError
from db.bounded_answers import bound_answers
from db.condition import Condition
from db.veil import hide_places, hide_texts
from web.csv_answers import with_harmless_csv
from web.failures import Failure, failure_of, report
from web.guard import guarded
from web.health import health_routes
from web.language_of_pages import LANGUAGE_COOKIE, YEAR_SECONDS, with_languages
from web.markup import Markup
from web.metadata import in_language, said, tables_metadata
from web.rendering import MOST_ROWS, SHORTENED, Rendering
from web.routes import PAGES, Page
from web.site import EXCERPT_CHARACTERS, LANGUAGES, NotThere, Site, View
from web.words import Words, languages_asked

DATABASE = "naskh"
_READERS = 3
# The pages of Datasette on which a table or a question is described.
_DESCRIBED = frozenset(("table", "row", "query", "database"))
# Tells the guard whose page it is.
_OURS = {"x-naskh": "1"}

# The id of each outlet by its name, and whether it is ours.
Outlets = Mapping[str, tuple[int, bool]]
Handler = Callable[[Datasette, Request], Awaitable[Response]]


class Reading:
    """Read-only connections for our pages, one a thread: Datasette's own have no methods named by intent."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.threads = ThreadPoolExecutor(max_workers=_READERS, thread_name_prefix="page")
        self.local = threading.local()

    async def data(self, page: Page, **view: Any) -> tuple[dict[str, Any], Outlets]:
        """What a page shows, and every outlet that it may name."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: self._read(page, view))

    async def ask(self, question: Callable[[Database], Condition]) -> Condition:
        """The answer to a question that no page asks."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: question(self._database()))

    def _read(self, page: Page, view: dict[str, Any]) -> tuple[dict[str, Any], Outlets]:
        database = self._database()
        return page.data(View(site=self.site, database=database, **view)), database.outlets_by_name()

    def _database(self) -> Database:
        database: Database | None = getattr(self.local, "database", None)
        if database is None:
            database = self.local.database = Database(self.site.database, read_only=True)
        return database


class Plugin:
    """The hooks that Datasette calls, for one site."""

    __name__ = "web.plugin"

    def __init__(self, site: Site, rendering: Rendering, *, with_facets: bool) -> None:
        self.site = site
        self.rendering = rendering
        self.with_facets = with_facets
        self.reading = Reading(site)
        self.datasette: Datasette | None = None
        self.templates: Any = None

    @hookimpl  # type: ignore[untyped-decorator]
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Handler]]:
        routes: list[tuple[str, Handler]] = []
        if not self._is_ours(datasette):
            return routes
        for page in PAGES:
            ending = r"now\.json" if page.path == "/" else r"\.json"
            routes.append((rf"^{page.path}{ending}$", self._handler(page, as_json=True)))
            routes.append((f"^{page.path}$", self._handler(page, as_json=False)))
        return [*routes, *health_routes(self.site, self.reading.ask)]

    @hookimpl  # type: ignore[untyped-decorator]
    def get_metadata(self, datasette: Datasette, key: str | None) -> dict[str, Any]:
        if key not in (None, "databases") or not self._is_ours(datasette):
            return {}
        return tables_metadata(with_facets=self.with_facets)

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_connection(self, conn: Any, datasette: Datasette) -> None:
        if not self._is_ours(datasette):
            return
        bound_answers(conn)
        if self.site.no_text:
            hide_texts(conn, longest=EXCERPT_CHARACTERS)
        else:
            hide_places(conn)

    @hookimpl  # type: ignore[untyped-decorator]
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[Any], Any]:
        if not self._is_ours(datasette):
            return lambda app: app
        under = f"/{DATABASE}"
        return lambda app: guarded(
            with_languages(with_harmless_csv(self.rendering.noted(app)), under=under, languages=LANGUAGES),
            self.site,
            datasette,
        )

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(
        self, datasette: Datasette, request: Request | None, template: str, table: str | None, view_name: str | None
    ) -> dict[str, Any]:
        """For Datasette's own pages: our header and the descriptions of tables, in the reader's language."""
        if not self._is_ours(datasette) or request is None or template.startswith("naskh/"):
            return {}
        words = Words(self._language(request), self.site.zone)
        frame = self._frame(None, request, words, datetime.now(UTC))
        given = {**frame, "is_database": True, "described": in_language(words.language)}
        given["shortened_to"] = MOST_ROWS if request.scope.get(SHORTENED) else None
        name = table or _last_part(request.path)
        described = datasette.metadata("databases")[DATABASE]
        for kind in ("tables", "queries"):
            if view_name in _DESCRIBED and name in described[kind]:
                given["metadata"] = said(described[kind][name], name, words.language)
        return given

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(self, datasette: Datasette, value: Any, column: str) -> Escaped | None:
        """A canonical address is shown without a link: its site may not answer at it."""
        return escape(value) if column == "canonical_url" and value and self._is_ours(datasette) else None

    @hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Generator[None, Any, None]:
        """In the place of Datasette's own, which would be called beside ours."""
        outcome = yield
        if not self._is_ours(datasette):
            return
        failure = failure_of(exception, is_question=request.path.startswith(f"/{DATABASE}"))
        report(exception, failure, request.path)
        as_json = request.path.endswith(".json")
        outcome.force_result([self._failed(datasette, request, failure, as_json=as_json)])

    def _rendered(self, datasette: Datasette, template: str, context: dict[str, Any]) -> str:
        """A page of ours. Its templates wait for nothing: rendered at once they take half the time of Datasette's."""
        if self.templates is None:
            self.templates = datasette.jinja_env.overlay(enable_async=False)
        return str(self.templates.get_template(template).render(context))

    async def _failed(self, datasette: Datasette, request: Request, failure: Failure, *, as_json: bool) -> Response:
        words = Words(self._language(request), self.site.zone)
        said = failure.words or words(failure.key)
        if as_json:
            return Response.json({"error": said}, status=failure.status, headers=_OURS)
        shown = {"missing": said, "failed": failure.status != 404}
        frame = self._frame(None, request, words, datetime.now(UTC))
        page = self._rendered(datasette, "naskh/missing.html", {**shown, **frame})
        return Response.html(page, status=failure.status, headers=_OURS)

    def _is_ours(self, datasette: Datasette) -> bool:
        """Datasette has one list of plugins for all applications of a process. This one belongs to the application that
        asks first, while it is being made.
        """
        self.datasette = self.datasette or datasette
        return datasette is self.datasette

    def _handler(self, page: Page, *, as_json: bool) -> Handler:
        async def handle(datasette: Datasette, request: Request) -> Response:
            return await self._answer(page, datasette, request, as_json=as_json)

        return handle

    async def _answer(self, page: Page, datasette: Datasette, request: Request, *, as_json: bool) -> Response:
        query = {name: request.args[name] for name in request.args}
        language = self._language(request)
        words = Words(language, self.site.zone)
        now = datetime.now(UTC)
        try:
            data, outlets = await self.reading.data(page, words=words, now=now, values=request.url_vars, query=query)
        except NotThere as missing:
            return await self._failed(datasette, request, Failure(status=404, words=str(missing)), as_json=as_json)
        except DatabaseError as error:
            # A damaged file is reported in the words of the commands.
            words_of_it = self.site.without_folder(str(error))
            return await self._failed(datasette, request, Failure(status=500, words=words_of_it), as_json=as_json)
        if as_json:
            return Response.json(data, headers=_OURS)
        context = {**data, **self._frame(page, request, words, now, outlets)}
        said = self._rendered(datasette, f"naskh/{page.name}.html", context)
        policy = {"content-security-policy": page.policy} if page.policy else {}
        response = Response.html(said, headers={**_OURS, **policy})
        if query.get("lang") in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="lax", httponly=True)
        return response

    def _frame(
        self, page: Page | None, request: Request, words: Words, now: datetime, outlets: Outlets | None = None
    ) -> dict[str, Any]:
        others = [language for language in LANGUAGES if language != words.language]
        return {
            "page": page,
            "pages": [each for each in PAGES if each.in_navigation],
            "t": words,
            "ui": Markup(words, now, outlets),
            "database_path": f"/{DATABASE}",
            "other_language": others[0],
            "other_address": _with_language(request, others[0]),
            "json_address": _json_address(request),
            "no_text": self.site.no_text,
        }

    def _language(self, request: Request) -> Language:
        """The language in the address, else in the cookie, else the one that the browser asks for, else the reader's in
        naskh.toml.
        """
        asked = languages_asked(request.headers.get("accept-language") or "")
        said = request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
        return _first((*said, *asked, self.site.config.reader.language))


def _first(wanted: Sequence[str | None]) -> Language:
    return next((language for want in wanted for language in LANGUAGES if language == want), LANGUAGES[0])


def _last_part(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".html")


def _with_language(request: Request, language: Language) -> str:
    kept = [f"{name}={value}" for name, value in _pairs(request) if name != "lang"]
    return f"{request.path}?{'&'.join([*kept, f'lang={language}'])}"


def _json_address(request: Request) -> str:
    path = "/now" if request.path == "/" else request.path
    return f"{path}.json" + (f"?{request.query_string}" if request.query_string else "")


def _pairs(request: Request) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in (request.query_string or "").split("&") if part)
    return [(name, value) for name, _, value in parts]
