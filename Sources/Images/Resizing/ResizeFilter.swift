/// How a pixel of another size is made of those around its place.
package enum ResizeFilter: String, Sendable, CaseIterable, Codable {
  /// The nearest pixel alone.
  case nearest
  /// A triangle, as wide as the distance of the larger picture's pixels asks for.
  case bilinear
  /// A cubic of twice that width (Keys 1981, a = -0.5).
  case bicubic

  /// How far the filter reaches to each side, in pixels of the smaller picture.
  var support: Double { self == .bicubic ? 2 : 1 }

  func weight(_ distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .nearest, .bilinear: return x < 1 ? 1 - x : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}
