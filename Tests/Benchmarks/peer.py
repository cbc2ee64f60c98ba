"""A back end as one would write it today in Python, for `make bench` to compare with: FastAPI on
uvicorn with uvloop and httptools, asyncpg's prepared statements and cursors, orjson.

What costs it nothing is left out: it stands behind no nginx, asks for no token, logs no request.
"""

import os
from contextlib import asynccontextmanager

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

COLUMNS = """
    b.id, b.booking_reference, b.status::text, b.start_datetime, b.end_datetime, b.guests,
    (b.total_amount_minor / 100.0)::numeric(12, 2)::text AS total_amount, b.currency, b.notes,
    b.created_at, v.id AS venue_id, v.name AS venue_name"""
CUSTOMER = ", u.id AS customer_id, u.name AS customer_name, u.email AS customer_email"
VENUE = "FROM bookings b JOIN venues v ON v.id = b.venue_id"
ORDER = "ORDER BY b.start_datetime, b.id"
DESCENDING = "ORDER BY b.start_datetime DESC, b.id DESC"


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(
        os.environ["PEER_DATABASE"], min_size=3, max_size=3
    ) as app.state.pool:
        yield


app = FastAPI(lifespan=lifespan)


def shown(row):
    booking = dict(row)
    for group in ("venue", "customer"):
        keys = [key for key in booking if key.startswith(group + "_")]
        if keys:
            booking[group] = {key[len(group) + 1:]: booking.pop(key) for key in keys}
    return booking


@app.get("/api/v1/bookings")
async def my_bookings(request: Request, page: int = 1, page_size: int = 20):
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(
            f"SELECT {COLUMNS} {VENUE} WHERE b.user_id = 2 {DESCENDING} LIMIT $1 OFFSET $2",
            page_size, (page - 1) * page_size)
        total = await connection.fetchval("SELECT count(*) FROM bookings WHERE user_id = 2")
    answer = {"items": [shown(row) for row in rows],
              "pagination": {"page": page, "page_size": page_size, "total": total}}
    return Response(orjson.dumps(answer), media_type="application/json")


@app.get("/api/v1/admin/bookings/export")
async def export(request: Request):
    async def lines():
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            part = bytearray()
            async for row in connection.cursor(
                    f"SELECT {COLUMNS}{CUSTOMER} {VENUE} JOIN users u ON u.id = b.user_id {ORDER}",
                    prefetch=1000):
                part += orjson.dumps(shown(row), option=orjson.OPT_APPEND_NEWLINE)
                if len(part) > 65_536:
                    yield bytes(part)
                    part.clear()
            yield bytes(part)

    return StreamingResponse(lines(), media_type="application/x-ndjson")
