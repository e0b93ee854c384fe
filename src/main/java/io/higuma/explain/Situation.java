package io.higuma.explain;

import io.higuma.config.ConfigResult;
import io.higuma.inject.SidecarForm;

/**
 * What an explanation is made from.
 *
 * @param object a pod or workload of the right shape, in a namespace
 * @param known what is around it; may contain it
 * @param settings of the control plane
 * @param form the form that sidecars have in the cluster
 */
public record Situation(
    ApiObject object, KnownObjects known, ConfigResult.Loaded settings, SidecarForm form) {}
