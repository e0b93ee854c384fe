package io.higuma.envoy;

/** An address at which the workload reaches a destination. */
record OutboundPort(String address, int port, Destination destination) {}
