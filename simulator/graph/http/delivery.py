"""Posts notifications to their addresses: what the outbox holds, when it is due, again when not taken."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from simulator.graph.http.subscriptions import NoReply, PostTo
from simulator.graph.notifications import Post
from simulator.graph.tenant import Tenant

_JSON = "application/json; charset=utf-8"
_POSTS_AT_ONCE = 16


class Delivery:
    """Delivers a tenant's notifications through `post`, once on demand or for as long as it runs."""

    def __init__(self, tenant: Tenant, post: PostTo) -> None:
        self._tenant = tenant
        self._post = post
        self._places = asyncio.Semaphore(_POSTS_AT_ONCE)
        self._added = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def deliver_due(self) -> int:
        """Post what is due now, and return how many posts were taken."""
        now = self._tenant.surroundings.now()
        posts = self._tenant.outbox.take_due(now, self._tenant.rules)
        return sum(await asyncio.gather(*(self._delivered(post) for post in posts)))

    def start(self) -> None:
        """Deliver from now on, whenever something is due."""
        self._tenant.outbox.on_added = self._added.set
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop delivering; what is under way is given up."""
        tasks = [task for task in (self._running, *self._under_way) if task]
        self._tenant.outbox.on_added = lambda: None
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            self._added.clear()
            now = self._tenant.surroundings.now()
            for post in self._tenant.outbox.take_due(now, self._tenant.rules):
                task = asyncio.create_task(self._send(post))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            await self._until_due()

    async def _until_due(self) -> None:
        """Wait until the next notification is due, or one more was added."""
        due_at = self._tenant.outbox.next_due_at()
        left = None
        if due_at is not None:
            left = max((due_at - self._tenant.surroundings.now()) / timedelta(seconds=1), 0.0)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._added.wait(), left)

    async def _send(self, post: Post) -> None:
        await self._delivered(post)

    async def _delivered(self, post: Post) -> bool:
        """Post once; a post not taken goes back to the outbox."""
        outbox, rules = self._tenant.outbox, self._tenant.rules
        seconds = rules.delivery_seconds_again if post.is_repeated else rules.delivery_seconds_first
        async with self._places:
            is_taken = await self._is_taken(post, seconds)
        if is_taken:
            outbox.delivered(post)
        else:
            outbox.failed(post, self._tenant.surroundings.now(), rules)
        return is_taken

    async def _is_taken(self, post: Post, seconds: float) -> bool:
        try:
            reply = await self._post(post.url, post.body, _JSON, seconds)
        except NoReply:
            return False
        return 200 <= reply.status < 300
