package io.higuma.policystatus;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.targetref.Policy;

/**
 * A policy whose status is kept.
 *
 * @param stored as it is in the cluster; nobody changes it
 * @param policy as the proxies of its mesh have it
 */
public record StatusPolicy(GenericKubernetesResource stored, Policy policy) {}
