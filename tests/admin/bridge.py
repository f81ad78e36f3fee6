"""The pages served on loopback for a browser: a web server in front of admin.handle, nothing more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from admin import Console, PageRequest, handle


@asynccontextmanager
async def served(console: Console) -> AsyncIterator[str]:
    """Serve a console and yield its address."""

    async def answer(request: web.Request) -> web.Response:
        asked = PageRequest.read(
            method=request.method,
            url=f"http://{request.host}{request.raw_path}",
            headers=request.headers,
            body=await request.read(),
        )
        told = await handle(asked, console)
        return web.Response(status=told.status, headers=dict(told.headers), body=told.body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
