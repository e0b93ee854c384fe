# Stands in for kuma-dp: asks the control plane for the bootstrap of an injected pod, and becomes the Envoy in its namespace.
#   sidecar.py FOLDER PORT ENVOY NAMESPACE
# FOLDER has pod.json, as Kubernetes stores the pod, and token, of its ServiceAccount. The control plane serves on PORT of this machine.
import base64
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

folder, port, envoy, namespace = sys.argv[1:]
with open(folder + "/pod.json") as file:
    pod = json.load(file)
containers = pod["spec"]["containers"] + pod["spec"].get("initContainers", [])
sidecar = next(one for one in containers if one["name"] == "kuma-sidecar")
env = {one["name"]: one.get("value", "") for one in sidecar["env"]}
with open(folder + "/token") as file:
    token = file.read().strip()
version = subprocess.run([envoy, "--version"], capture_output=True, text=True, check=True).stdout.split("version: ")[1].strip()

request = {
    "mesh": env["KUMA_DATAPLANE_MESH"],
    "name": pod["metadata"]["name"] + "." + pod["metadata"]["namespace"],
    "proxyType": "dataplane",
    "dataplaneToken": token,
    "dataplaneTokenPath": folder + "/token",
    "caCert": env["KUMA_CONTROL_PLANE_CA_CERT"],
    "version": {
        "kumaDp": {"version": "2.14.3"},
        "envoy": {"version": version.split("/")[1], "build": version, "kumaDpCompatible": True},
    },
    "features": ["feature-transparent-proxy-in-dataplane-metadata", "feature-strict-inbound-ports"],
    "dataplaneConfig": {
        "ipFamilyMode": "ipv4",
        "redirect": {"inbound": {"enabled": True, "port": 15006}, "outbound": {"enabled": True, "port": 15001}},
    },
    "readinessPort": 9902,
    "workdir": folder,
    "systemCaPath": "/etc/ssl/certs/ca-certificates.crt",
    "operatingSystem": "linux",
    "ipv6Enabled": False,
}
host = urllib.parse.urlsplit(env["KUMA_CONTROL_PLANE_URL"]).hostname
trust = ssl.create_default_context(cadata=env["KUMA_CONTROL_PLANE_CA_CERT"])
while os.path.isdir(folder):  # it goes when the demo ends
    try:
        call = http.client.HTTPSConnection(host, int(port))
        call.sock = trust.wrap_socket(socket.create_connection(("127.0.0.1", int(port)), 10), server_hostname=host)
        call.request("POST", "/bootstrap", json.dumps(request), {"accept": "application/json", "content-type": "application/json"})
        answer = call.getresponse()
        body = answer.read()
        if answer.status == 200:
            break
        if answer.status != 404 and answer.status < 500:
            sys.exit(f"the control plane refuses: {answer.status} {body.decode()}")
        print(f"asked for a bootstrap, and was answered {answer.status}; again", flush=True)
    except (OSError, http.client.HTTPException) as error:
        print(f"the control plane does not answer: {error}; again", flush=True)
    time.sleep(1)
with open(folder + "/bootstrap.yaml", "wb") as file:
    file.write(base64.b64decode(json.loads(body)["bootstrap"]))
proxy = ["setpriv", "--reuid", "5678", "--regid", "5678", "--clear-groups", envoy]
arguments = ["--config-path", folder + "/bootstrap.yaml", "--disable-hot-restart", "--concurrency", "2"]
os.execvp("ip", ["ip", "netns", "exec", namespace] + proxy + arguments)
