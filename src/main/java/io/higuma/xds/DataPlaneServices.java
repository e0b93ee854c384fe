package io.higuma.xds;

import io.higuma.bootstrap.Bootstrapper;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the server asks and tells.
 *
 * @param authentication may wait
 * @param instance the name of this control plane, which proxies are told
 * @param nackBackoff how long a proxy is left alone with what it rejected
 */
public record DataPlaneServices(
    Bootstrapper bootstrapper,
    ConfigSource configs,
    ProxyAuthentication authentication,
    ProxyObserver observer,
    String instance,
    Duration nackBackoff,
    InstantSource clock) {}
