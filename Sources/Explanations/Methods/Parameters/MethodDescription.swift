/// Description of a method: its name, its table of parameters, and how it is built from them.
struct MethodDescription: Sendable {
  let name: String
  let parameters: [any DescribedParameter]
  let build: @Sendable (MethodSettings) throws(ExplanationError) -> any ExplanationMethod

  init(
    _ name: String, _ parameters: [any DescribedParameter],
    build: @escaping @Sendable (MethodSettings) throws(ExplanationError) -> any ExplanationMethod
  ) {
    self.name = name
    self.parameters = parameters
    self.build = build
  }
}
