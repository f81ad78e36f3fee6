"""How long the engine's work takes in the model: from what was measured and what is stated, one record by kind of run."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.cost.stated import Stated
from bench.cost.work import Measured, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Work by kind of run, and what one wait takes."""

    kinds: Mapping[str, Work]
    """By kind: what one run takes without its Graph requests, which depend on what is found."""
    graph_seconds: float
    crm_seconds: float
    storage_seconds: float
    cores: float
    sweep_requests: int
    """Requests of a sweep that finds nothing: the folders, and one for each."""
    crm_trips_page: float
    """Round trips for a page with anything to write, and ..."""
    crm_trips_mail: float
    """... for each message on it that is written."""
    mail_cpu_seconds: float
    """CPU for each message found."""
    mail_table_operations: float

    def cpu_seconds(self, kind: str, mails: int = 0) -> float:
        """Return how long a run keeps a whole core busy."""
        return (self.kinds[kind].cpu_seconds + mails * self.mail_cpu_seconds) / self.cores

    def storage_wait(self, kind: str) -> float:
        """Return how long a run waits for queues and tables."""
        work = self.kinds[kind]
        return (work.sends + work.table_operations) * self.storage_seconds

    def crm_trips(self, external: int) -> float:
        """Return the round trips for a page with so many messages to be written."""
        return self.crm_trips_page + external * self.crm_trips_mail if external else 0.0


def services_of(measured: Measured, stated: Stated, gathered: int) -> Services:
    """Return the service times.

    Args:
        measured: what each kind of run takes.
        stated: how long one wait takes.
        gathered: messages that the measured run `mail.caught_up` found at once.

    Raises:
        NotMeasured: names what is missing.
    """
    idle, many = measured.need("mail.idle_wake"), measured.need("mail.caught_up")
    each = (many - idle).times(1 / gathered)
    single = measured.need("mail.arriving_1000").times(1 / 1_000)
    per_mail = max(each.crm_round_trips, 0.0)
    firm = {n: w for n, w in measured.works.items() if n.startswith("timer.")}
    return Services(
        kinds={
            "post": measured.need("mail.posted_1000").times(1 / 1_000),
            "wake": idle,
            "sweep": measured.need("mail.idle_sweep"),
            "coalesced": measured.need("mail.coalesced"),
            "refused": measured.need("mail.refused"),
            "renewal": measured.need("mail.renewal"),
        }
        | firm,
        graph_seconds=stated.graph_seconds,
        crm_seconds=stated.crm_seconds,
        storage_seconds=stated.storage_seconds,
        cores=stated.cores,
        sweep_requests=max(round(measured.need("mail.idle_sweep").graph_requests), 1),
        crm_trips_page=max(single.crm_round_trips - per_mail, 0.0),
        crm_trips_mail=per_mail,
        mail_cpu_seconds=max(each.cpu_seconds, 0.0),
        mail_table_operations=max(each.table_operations, 0.0),
    )
