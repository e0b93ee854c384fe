/**
 * On how many proxies a policy is programmed, and which refused it. The replica that a proxy is
 * connected to follows its answers ({@link io.higuma.policystatus.ProgrammedPolicies}) and says in
 * its DataplaneInsight how far it is ({@link io.higuma.policystatus.PolicyReport}); all replicas
 * count these reports ({@link io.higuma.policystatus.PolicyTally}), and the status of a policy
 * follows from its numbers.
 */
@NullMarked
package io.higuma.policystatus;

import org.jspecify.annotations.NullMarked;
