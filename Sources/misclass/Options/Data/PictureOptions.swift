import Datasets
import Images
import Studies
import Terminal

/// How pictures in files become images of the network's size.
struct PictureOptions: OptionGroup {
  static let isAdvanced = true

  let preparing = PreparationOptions()
  let skipsBroken = Option(
    flag: "skip-broken", help: "Leave out pictures that cannot be read, and list them.")
}

/// How large pictures become, and by which steps.
struct PreparationOptions: OptionGroup {
  static let isAdvanced = true

  let preset = Option(
    "preset", "NAME", .word(["imagenet"]),
    help: "Prepare pictures as most networks for ImageNet were trained: --resize 256 --crop 224.")
  let resize = Option(
    "resize", "R|HxW", .resizing,
    help: "Make the shorter side of each picture R pixels long, or the whole picture H x W.")
  let crop = Option(
    "crop", "C|HxW", .cropping, help: "Then keep the middle C x C or H x W pixels.")
  let filter = Option(
    "interpolation", "NAME", .choice(of: ResizeFilter.self),
    help: "How --resize computes pixels: \(ResizeFilter.listed).", default: .bilinear)

  var rules: [OptionRule] {
    [.option(preset, excludes: [resize, crop], because: "a preset says both")]
  }
}

extension ValueKind where Value == PicturePreparation.Size {
  static var resizing: Self {
    Self(expected: "a length such as 256, or height x width such as 224x224") { .init(parsing: $0) }
  }
}

extension ValueKind where Value == PicturePreparation.Sides {
  static var cropping: Self {
    Self(expected: "a length such as 224, or height x width such as 224x192") { .init(parsing: $0) }
  }
}

extension Arguments where Options == PreparationOptions {
  /// What was asked for; nil where nothing was.
  var preparation: PicturePreparation? {
    if self.preset != nil { return .imageNet }
    guard self.resize != nil || self.crop != nil else { return nil }
    return PicturePreparation(
      resize: self.resize, crop: self.crop, filter: self.filter)
  }
}

extension Arguments where Options == PictureOptions {
  func request() -> PictureRequest {
    PictureRequest(
      self.preparing.preparation, skipsBroken: self.skipsBroken, Console(common))
  }
}
