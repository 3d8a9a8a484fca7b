# SPDX-License-Identifier: MIT
# Benchmark: floating point and attributes: five bodies.

class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def advance(bodies, dt):
    for i in range(len(bodies)):
        a = bodies[i]
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            square = dx * dx + dy * dy + dz * dz
            pull = dt / (square * square ** 0.5)
            a.vx -= dx * b.mass * pull
            a.vy -= dy * b.mass * pull
            a.vz -= dz * b.mass * pull
            b.vx += dx * a.mass * pull
            b.vy += dy * a.mass * pull
            b.vz += dz * a.mass * pull
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(bodies):
    total = 0.0
    for i, a in enumerate(bodies):
        total += 0.5 * a.mass * (a.vx ** 2 + a.vy ** 2 + a.vz ** 2)
        for b in bodies[i + 1:]:
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            total -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


system = [Body(0, 0, 0, 0, 0, 0, 39.0),
          Body(4.8, -1.1, -0.1, 0.6, 2.8, -0.02, 0.037),
          Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.011),
          Body(12.8, -15.1, -0.2, 1.0, 0.8, -0.01, 0.0017),
          Body(15.3, -25.9, 0.1, 0.9, 0.5, -0.03, 0.002)]
for _ in range(50000):
    advance(system, 0.001)
print("%.9f" % energy(system))
