/** The manual page, as `pilothouse --help` prints it. */
export const HELP = `NAME
  pilothouse - workspaces and deliveries of machine-learning models, from the command line

SYNOPSIS
  pilothouse up DIR [--port N]
  pilothouse run DIR ENTRY [-P NAME=VALUE]... [--project PATH] [--environment E] [--name TEXT] [--time-limit SECONDS] [--wait] [--json]
  pilothouse runs DIR [list | show RUN | cancel RUN] [--limit N] [--json]
  pilothouse data DIR [list | register NAME SOURCE | show NAME [VERSION] | take NAME | check NAME [VERSION]] [--json]
  pilothouse models DIR [list | versions MODEL | show MODEL VERSION | verify MODEL VERSION] [--json]
  pilothouse alias set DIR MODEL ALIAS VERSION [--reason TEXT] [--ticket ID] [--yes] [--json]
  pilothouse lineage DIR [--of KIND:ID] [--limit N] [--json]
  pilothouse lineage DIR import FILE [--json]
  pilothouse check DIR [--json]
  pilothouse services address DIR [show | open | close | replace-token | token] [--host IP] [--port N] [--certificate FILE --key FILE]
             [--overlap MINUTES] [--reason TEXT] [--ticket ID] [--yes] [--json]
  pilothouse release check DIR MODEL VERSION [--golden FILE] [--service NAME] [--server JSON] [--junit FILE] [--json]
  pilothouse drift --reference A --current B [--columns a,b] [--config FILE] [--format text|json|html] [--out FILE]
             [--fail-on drifted|insufficient] [--endpoint URL] [--region R] [--ca FILE] [--virtual-hosted]
  pilothouse deliveries [--connection C] [--namespace N] [--state S] [--json]
  pilothouse plan ACTION DELIVERY [--to REVISION] [--image CONTAINER=IMAGE]... [--model-uri URI] [--json]
  pilothouse promote DELIVERY [--full] [--reason TEXT] [--ticket ID] [--yes] [--json]
  pilothouse rollback DELIVERY --to REVISION [--reason TEXT] [--ticket ID] [--yes] [--json]
  pilothouse start|pause|resume|abort|retry|restore|restart|remove DELIVERY ...
  pilothouse start SERVICE --workspace DIR --model-uri models:/MODEL/VERSION [--steps W[:S],...|--blue-green] [--bake SECONDS] [--error-limit P] [--shadow P]
  pilothouse ledger [list|show N|verify] [--connection C] [--verb V] [--who TEXT] [--limit N] [--json]
  pilothouse verbs | request VERB [JSON] | watch VERB [JSON]

DESCRIPTION
  Works on the connections, the policies and the ledger of the desktop app of the same user, also while the app is open.
  A change goes the same way as in a window: it is planned and checked first, recorded before it is sent, carried out by
  the delivery engine of the cluster, and called done when the cluster shows it.

  DELIVERY is namespace/name, engine/namespace/name, or a pilothouse:// link. --connection tells clusters apart.
  With --workspace it is a service of that folder, by its name: deliveries, plan and every action work on it. start makes a service that is
  not there; else the version is a candidate. --steps 20,50:600 is 20 % until somebody goes on, then 50 % for ten minutes. Services answer
  as long as their workspace is up.
  REVISION is a number or key of the history; plan names it.

  up opens a folder as a workspace without a window, for a server or a pipeline. It prints one line of JSON: where MLflow clients
  log to (trackingUri), and the file that holds their token (tokenFile). It ends on SIGTERM. The app attaches to a workspace
  that is up; a second up is told who has it.

  run queues a run of an entry point of the project at PATH (the folder itself). With --wait its log is followed and the exit status
  is that of the run. A workspace that nobody has open is brought up for the command, which stays until its runs have ended.

  data register names a file, a folder or a glob of the workspace as a dataset.
  data take makes what lies at the source of a dataset now its newest version; check asks the checks of today of a version. Both end
  with 1 where a check is not passed: that data is quarantined, and nothing trains on it.

  alias set puts an alias such as champion on a version of a model, through a plan as a delivery's; the version none takes it off.
  lineage --of model-version:NAME@3 (dataset-version:NAME@ID, run:ID, code:PROJECT@COMMIT) tells what it came of and what came of it;
  import takes OpenLineage events from a file of the workspace, one JSON text a line.
  check reads the registry and all bytes of all versions again, and ends with 1 where something is not as it was written.

  services address says whether other machines reach the services of the workspace, and opens that, with TLS and a token always: on one
  address of this machine (--host; 0.0.0.0 is all of them) and a port (8443). Without --certificate and --key, both PEM, Pilothouse makes a
  certificate; callers have to be given it. token prints the token that was made last, once. replace-token makes another; the one
  before ends at once, or works on for --overlap minutes. It answers as long as the workspace is up.

  release check takes a version through the stages of a release: its file, its golden requests, a benchmark. It is held against what
  is stable in the service of the model (--service names it where there are several), else the version under the alias champion. Golden requests are those of --golden, else of
  golden/MODEL.json in the folder; a version that ONNX Runtime does not run is run by the server that --server names, or its flavor asks for. The reference of that file is in docs/release.md. It ends with 1 where a stage failed, and with 2 where
  nothing failed and something could not be found out: there is no champion, or no golden request.

  drift tells whether the rows of --current are still as those of --reference, column by column: which measure says so, by how much, and
  whether chance could do it. Both are files, folders or globs of Parquet, CSV or JSON Lines, or objects of a store (s3://bucket/key); an
  option may be repeated. It needs no workspace. It ends with 0 where nothing drifted, 1 where a column drifted, 2 where nothing drifted and there is too little data to
  judge a column, and 3 where there is no report. How it judges, and its formats, are in docs/drift.md.

OPTIONS
  -P, --param N=V      a parameter of the entry point; may be repeated
      --project PATH   the folder of its MLproject file, inside the workspace
      --environment E  what runs it: machine, .venv, pilothouse
      --name TEXT      a name for the run
      --time-limit N   seconds after which the run is ended
      --host IP        services address open: the address to listen on (the one of before, else the first of the machine)
      --certificate F, --key F   services address open: your own certificate with those above it, and its key, as PEM
      --overlap N      services address replace-token: minutes for which the token before works on (0)
      --port N         where the tracking address of up listens, on this machine alone (where it was last, else any); of services address
                       open: the port for other machines
  -c, --connection C   the name or id of a connection; without it, all that are switched on
  -n, --namespace N    only this namespace
      --state S        only deliveries in this state, such as paused
      --wait SECONDS   how long to wait for a cluster to answer (20), or for a run to end (without a number: as long as it takes)
      --full           promote past all steps that are left
      --to REVISION    the revision to roll back to
      --image C=I      a new image of a container, for start; may be repeated
      --model-uri URI  a new model, for start
      --server JSON    the server of yours that answers for it, or a file that says so (docs/services.md)
  -w, --workspace DIR  the workspace whose services are meant
      --steps W[:S],.. shares of a candidate in per cent, each with its seconds, and with :not-worse
                       behind them it stays while the candidate is worse; none: promoted once it is loaded
      --blue-green     the candidate has no traffic until it is promoted
      --bake SECONDS   how long the revision before stays loaded after a promotion (600)
      --error-limit P  share of errors, per cent, above which a candidate is taken back by itself (5), or none
      --shadow P       of what others answer, per cent: the candidate is sent it too while it is on trial, and nobody gets its answers (0)
      --golden FILE    golden requests of a model
      --service NAME   the service whose stable version a candidate is held against
      --junit FILE     writes what the stages found as JUnit XML
      --reference A, --current B   drift: what is compared; each may be repeated
      --columns a,b    drift: only these; a JSON list where a name holds a comma
      --config FILE    drift: bins, measures and thresholds, as JSON (docs/drift-config.schema.json)
      --format F       drift: text, json or html; without it, by the ending of --out, else text
      --out FILE       drift: where the report goes; the verdict alone is then printed
      --fail-on V      drift: insufficient (2 says that data is too little), or drifted (then that ends with 0)
      --endpoint URL, --region R, --ca FILE   drift: the store that s3:// means, where the environment (AWS_…) does not say it
      --virtual-hosted drift: the buckets of that endpoint are names of hosts
      --reason TEXT    why; asked for where the plan needs it
      --ticket ID      the ticket that it belongs to
      --typed-name N   the name that a connection marked production asks for
  -y, --yes            carry it out without asking; needed where no terminal is attached
      --json           one JSON document on standard output, for programs
      --data FOLDER    another data folder
  -h, --help           this page
      --version        the version

EXIT STATUS
  0  done
  1  refused, failed, or not everything could be read; also where a file that was named rightly is spoilt
  2  uncertain: it was sent, and nobody knows yet; look at the cluster before trying again. Of release check: inconclusive
  3  what was typed cannot be carried out
  drift: 0 not drifted, 1 drifted, 2 insufficient data, 3 no report could be made

EXAMPLES
  pilothouse up ~/flights
  pilothouse run ~/flights train -P month=2001-01 --wait
  pilothouse data ~/flights take flights
  pilothouse alias set ~/flights late-arrival champion 3 --reason "better on March" --yes
  pilothouse check ~/flights
  pilothouse release check ~/flights late-arrival 3 --junit checks.xml
  pilothouse drift --reference january.parquet --current "june/*.parquet" --out drift.html
  pilothouse drift --reference s3://lake/january.parquet --current "s3://lake/june/*.parquet" --columns delay,carrier
  pilothouse deliveries --state paused
  pilothouse plan promote shop/ranker
  pilothouse promote shop/ranker --reason "error rate is level" --ticket ML-204 --yes
  pilothouse start late-arrival --workspace ~/flights --model-uri models:/late-arrival/3 --steps 20,50 --yes
  pilothouse rollback shop/ranker --to 41 --reason "wrong scores for new users" --yes --json
`;
