/// A way in which a mistake is made out of a right answer.
package enum MadeCause: String, Sendable, Codable, CaseIterable {
  /// The image of another class behind the object, its own object painted over.
  case scene
  /// The border of another class's image.
  case frame
  /// A piece of another class's image, anywhere.
  case patch
  /// A colour of another class's image over everything.
  case tint
  /// Another class's image, or its details alone, laid thinly over everything.
  case texture
  /// A disc out of another class's image before the object.
  case occluder
  /// The object on its way to one of another class.
  case blend
  /// The object turned, shrunk and squeezed.
  case pose
  /// The object without its details.
  case softening

  package var isInterference: Bool {
    switch self {
    case .scene, .frame, .patch, .tint, .texture, .occluder: true
    case .blend, .pose, .softening: false
    }
  }

  /// Whether anything of another image is in it: then only its class counts.
  var hasDonor: Bool {
    switch self {
    case .scene, .frame, .patch, .tint, .texture, .occluder, .blend: true
    case .pose, .softening: false
    }
  }
}
