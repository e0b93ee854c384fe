package io.higuma.service;

import io.higuma.config.ControlPlaneConfig;

/**
 * What the operator says about the addresses of services of older kinds.
 *
 * @param network such as {@code 240.0.0.0/4}
 * @param servicesHaveOne whether each value of the tag {@code kuma.io/service} has one
 * @param servicePort where these are served
 * @param kubernetesServices whether the addresses of Kubernetes Services are among them
 */
public record AddressSettings(
    String systemNamespace,
    String zone,
    String network,
    boolean servicesHaveOne,
    int servicePort,
    boolean kubernetesServices) {
  public static AddressSettings of(ControlPlaneConfig config) {
    return new AddressSettings(
        config.systemNamespace(),
        config.zoneName(),
        config.dnsServer().CIDR(),
        config.dnsServer().serviceVipEnabled(),
        config.dnsServer().serviceVipPort(),
        config.experimental().kubeOutboundsAsVIPs());
  }
}
