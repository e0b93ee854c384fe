// Command validate-bundle holds a bundle against the Operator Framework's own rules: what every bundle must be, and the
// suites operatorhub and good practices; and its examples against the schemas of its CRDs. It prints what they say, and
// fails on any error or warning.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"github.com/operator-framework/api/pkg/manifests"
	"github.com/operator-framework/api/pkg/validation"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// No version is in a rule, so this can't know which one is asked for: discovery.k8s.io/v1, which nobody removed. A rule for
// anything else that was removed is in the same list, and does not match.
var explained = regexp.MustCompile(`Migrate the API\(s\) for endpointslices: \(\["[^"]*\.Rules\[\d+\]"\]\)$`)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Usage: validate-bundle BUNDLE")
		os.Exit(2)
	}
	bundle, err := manifests.GetBundleFromDir(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	said := framework(bundle)
	found, err := examples(bundle)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	said = append(said, found...)
	for _, one := range said {
		fmt.Fprintln(os.Stderr, one)
	}
	if len(said) > 0 {
		os.Exit(1)
	}
}

func framework(bundle *manifests.Bundle) (said []string) {
	validators := validation.DefaultBundleValidators.WithValidators(
		validation.OperatorHubV2Validator,
		validation.StandardCapabilitiesValidator,
		validation.StandardCategoriesValidator,
		validation.GoodPracticesValidator,
		validation.ObjectValidator)
	for _, result := range validators.Validate(bundle.ObjectsToValidate()...) {
		for _, one := range append(result.Errors, result.Warnings...) {
			if !explained.MatchString(one.Error()) {
				said = append(said, result.Name+": "+one.Error())
			}
		}
	}
	return said
}

func examples(bundle *manifests.Bundle) (said []string, err error) {
	var objects []unstructured.Unstructured
	if err := json.Unmarshal([]byte(bundle.CSV.Annotations["alm-examples"]), &objects); err != nil {
		return nil, fmt.Errorf("alm-examples: %w", err)
	}
	crds := map[string]*apiextensionsv1.CustomResourceDefinition{}
	for _, crd := range bundle.V1CRDs {
		crds[crd.Spec.Names.Kind] = crd
	}
	for _, object := range objects {
		crd, ok := crds[object.GetKind()]
		if !ok {
			said = append(said, "alm-examples: no CRD of kind "+object.GetKind())
			continue
		}
		found, err := breaches(crd, &object)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", crd.Name, err)
		}
		for _, one := range found {
			said = append(said, "alm-examples: "+object.GetKind()+": "+one)
		}
	}
	return said, nil
}

// What the API server would refuse, and what it would drop.
func breaches(crd *apiextensionsv1.CustomResourceDefinition, object *unstructured.Unstructured) (said []string, err error) {
	var internal apiextensions.CustomResourceValidation
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(
		crd.Spec.Versions[0].Schema, &internal, nil); err != nil {
		return nil, err
	}
	validator, _, err := crdvalidation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	for _, one := range crdvalidation.ValidateCustomResource(nil, object.Object, validator) {
		said = append(said, one.Error())
	}
	structural, err := schema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	broken, _ := rules.Validate(context.Background(), nil, structural, object.Object, nil, celconfig.RuntimeCELCostBudget)
	for _, one := range broken {
		said = append(said, one.Error())
	}
	for _, path := range pruning.PruneWithOptions(object.DeepCopy().Object, structural, true,
		schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		said = append(said, "unknown field "+path)
	}
	return said, nil
}
