/// The views that are asked about where the user names none.
extension ImageView {
  /// Small changes, most of them also mirrored. Views that need a gradient are not: each mirrored
  /// one would need a gradient of its own.
  package static let usual: [ImageView] = {
    let both: [[ViewStep]] =
      [[]]
      + [(6, 0), (-6, 0), (0, 6), (6, 6), (-6, 6)].map { [.shift(down: $0.0, right: $0.1)] }
      + [0.8, 0.9, 1.1, 1.2].map { [.zoom($0)] }
      + [[.turn(-6)], [.blur(1.5)], [.sharpen(1)], [.periphery(0.6)], [.periphery(0.35)]]
    let once: [[ViewStep]] = [
      [.blur(2.5)], [.sharpen(0.5)], [.contrast(0.75)], [.contrast(1.3)], [.background],
      [.salient(0.02)], [.salient(0.05)], [.inpaint(0.02)],
    ]
    return both.flatMap { [ImageView(steps: $0), ImageView(steps: [.mirror] + $0)] }
      + once.map { ImageView(steps: $0) }
  }()
}
