package import Explanations

/// Which pixels are not to be erased, because they show the object.
package struct SparingRequest: Sendable {
  package let spare: NamedMasks?
  package let rule: Sparing.Rule
  package let refills: Bool
  /// Where objects are, for the control on them, where none are spared.
  package let objects: NamedMasks?

  package init(
    _ spare: NamedMasks?, rule: Sparing.Rule, refills: Bool, objects: NamedMasks?
  ) {
    self.spare = spare
    self.rule = rule
    self.refills = refills
    self.objects = objects
  }
}
