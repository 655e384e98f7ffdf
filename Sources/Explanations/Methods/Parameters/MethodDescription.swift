/// A method as it can be asked for: its name, its table of parameters, and how it is made from them.
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
