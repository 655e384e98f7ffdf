import Testing

@testable import Explanations

/// The tables of parameters in which methods describe themselves.
@Suite struct MethodParameterTests {
  @Test func methodsOfThisName() {
    let names = MethodName.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for method in MethodName.allCases {
      #expect(MethodName(rawValue: method.rawValue) == method)
      #expect(Set(method.parameters.map(\.name)).count == method.parameters.count)
    }
    #expect(MethodName(rawValue: "gradients") == nil)
  }

  /// A default that is shown is, or begins with, one that could be given, except for a layer, of
  /// which none is known.
  @Test func shownDefaultsAreAllowed() {
    for parameter in MethodName.allCases.flatMap(\.parameters) where parameter.allowed != .layer {
      let value = String(parameter.defaultText.prefix { $0 != "," })
      #expect(parameter.accepts(value), "\(parameter.name)")
      #expect(parameter.help.hasSuffix("."), "\(parameter.name)")
    }
  }

  @Test func whatIsNotSetHasTheDefaultOfTheMethod() throws {
    #expect(try MethodName.gradient.method() as? GradientSaliency == GradientSaliency())
    let methods = try MethodName.allCases.map { try $0.method() }
    #expect(methods.contains { $0 as? LIME == (try? LIME()) })
    #expect(methods.contains { $0 as? RISE == (try? RISE()) })
    #expect(methods.contains { $0 as? SmoothGrad == (try? SmoothGrad()) })
    #expect(methods.contains { $0 as? IntegratedGradients == (try? IntegratedGradients()) })
    #expect(methods.contains { $0 as? Occlusion == (try? Occlusion()) })
    #expect(methods.contains { $0 as? InputTimesGradient == InputTimesGradient() })
    #expect(methods.contains { $0 as? GradCAM == GradCAM(weighting: .plusPlus) })
  }

  @Test func settingsReachTheMethodsThatHaveThem() throws {
    var settings = MethodSettings(target: .trueClass, seed: 7)
    for (name, text) in [
      ("samples", "12"), ("sign", "absolute"), ("segments", "grid:3"), ("layer", "layer2"),
      ("keep", "0.25"), ("window", "3x5"), ("stride", "3"),
    ] {
      try settings.set(name, to: text)
    }
    let lime = try #require(MethodName(rawValue: "lime")).method(settings)
    let expected = try LIME(
      target: .trueClass, sign: .absolute, segmentation: .grid(cells: 3), samples: 12, seed: 7)
    #expect(lime as? LIME == expected)
    let rise = try #require(MethodName(rawValue: "rise")).method(settings)
    #expect(try rise as? RISE == RISE(target: .trueClass, samples: 12, keep: 0.25, seed: 7))
    let cam = try MethodName.gradCAM.method(settings)
    #expect(cam as? GradCAM == GradCAM(target: .trueClass, layer: "layer2"))
    let occlusion = try #require(MethodName(rawValue: "occlusion")).method(settings)
    #expect(
      try occlusion as? Occlusion
        == Occlusion(
          target: .trueClass, sign: .absolute, window: BoxShape(height: 3, width: 5), stride: 3))
  }

  @Test(arguments: [
    ("samples", "0"), ("samples", "1.5"), ("samples", "1000001"), ("noise", "-0.1"),
    ("noise", "nan"), ("noise", "inf"), ("steps", "0"), ("rule", "simpson"), ("scale", "Raw"),
    ("layer", ""), ("window", "0x3"), ("stride", "0"), ("segments", "slic:0"), ("hiding", "red"),
    ("cells", "1"), ("keep", "0"), ("keep", "1.01"), ("reduction", ""), ("colour", "red"),
  ])
  func textsThatNoMethodAccepts(name: String, text: String) throws {
    var settings = MethodSettings()
    #expect(throws: ExplanationError.self) { try settings.set(name, to: text) }
  }

  /// One sample is enough for smoothgrad, not for a regression.
  @Test func aRangeIsThatOfTheMethod() throws {
    var settings = MethodSettings()
    try settings.set("samples", to: "1")
    let lime = try #require(MethodName(rawValue: "lime"))
    #expect(
      throws: ExplanationError.setting(
        "samples", expected: "a whole number from 2 to 1000000", found: "'1'")
    ) {
      try lime.method(settings)
    }
    let smooth = try #require(MethodName(rawValue: "smoothgrad"))
    #expect(try smooth.method(settings) as? SmoothGrad == SmoothGrad(samples: 1))
  }

  @Test func sharedParametersNameTheirMethods() throws {
    let samples = try #require(SharedParameter.all.first { $0.name == "samples" })
    #expect(samples.methods.map(\.rawValue) == ["smoothgrad", "lime", "rise"])
    #expect(samples.defaultText == "25 (smoothgrad); 1000 (lime); 2000 (rise)")
    #expect(samples.expected.contains("from 1 to 1000000"))
    #expect(samples.expected.contains(" (smoothgrad") && samples.expected.contains(" or "))
    let scale = try #require(SharedParameter.all.first { $0.name == "scale" })
    #expect(scale.defaultText == "normalized")
    #expect(scale.candidates == ["normalized", "raw"])
    #expect(scale.help.hasSuffix("For gradient, input-times-gradient, smoothgrad."))
    #expect(Set(SharedParameter.all.map(\.name)).count == SharedParameter.all.count)
  }
}
